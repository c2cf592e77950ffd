import { areReferences, listKeys, plainDuration, readTaskKey } from './keys.ts';

/** What the first line of an item says. */
export interface Title {
  readonly name: string;
  readonly description?: string;
  /** Written in brackets at its end, or behind a comma or dash. */
  readonly remarks: readonly Remark[];
}

export interface Remark {
  readonly key: string;
  /** As it stands in the title. */
  readonly value: string;
}

/**
 * `Build the API (4h, depends on 1)`, `**Schema**: tables for users`. Brackets that say nothing of ours stay in the
 * name.
 */
export const readTitle = (text: string): Title => {
  const remarks: Remark[] = [];
  let rest = text;
  for (let end = lastRemarks(rest); end !== undefined; end = lastRemarks(rest)) {
    remarks.unshift(...end.remarks);
    rest = end.before;
  }
  return { ...nameIn(rest), remarks };
};

interface End {
  readonly before: string;
  readonly remarks: readonly Remark[];
}

const lastRemarks = (text: string): End | undefined => {
  const [, before, inside] = /^(.*?)\s*\(([^()]*)\)[.:]?$/u.exec(text) ?? [];
  const bracketed = inside === undefined ? undefined : remarksIn(inside);
  if (before !== undefined && bracketed !== undefined) return { before, remarks: bracketed };
  const [, ahead, value] =
    /^(.*?)(?:\s*[,;]|\s+[—–-])\s*(?:depends on|blocked by):?\s+(.+?)\.?$/iu.exec(text) ?? [];
  return ahead !== undefined && value !== undefined && areReferences(value)
    ? { before: ahead, remarks: [{ key: 'dependencies', value }] }
    : undefined;
};

/** All that stands between the brackets has to be ours. */
const remarksIn = (inside: string): readonly Remark[] | undefined => {
  const remarks: { key: string; value: string }[] = [];
  for (const part of inside.split(/[;,]/u).map((one) => one.trim())) {
    const last = remarks.at(-1);
    const found = remarkOf(part);
    if (found !== undefined) remarks.push({ ...found });
    else if (last !== undefined && goesOn(last.key, part)) last.value += `, ${part}`;
    else return undefined;
  }
  return remarks.length === 0 ? undefined : remarks;
};

const goesOn = (key: string, part: string): boolean =>
  part !== '' && (key === 'dependencies' ? areReferences(part) : listKeys.has(key));

const remarkOf = (part: string): Remark | undefined => {
  if (plainDuration(part) !== undefined) return { key: 'estimated_time', value: part };
  const read = readTaskKey(part);
  return read === undefined || read.value === '' ? undefined : { key: read.key, value: read.value };
};

const nameIn = (text: string): Pick<Title, 'name' | 'description'> => {
  const [, bold, rest = ''] = /^(?:\*\*|__)(.+?)(?:\*\*|__)\s*[:–—-]?\s*(.*)$/u.exec(text) ?? [];
  if (bold === undefined) return { name: plain(text) };
  const description = rest.trim();
  return { name: plain(bold), ...(description === '' ? {} : { description }) };
};

const plain = (text: string): string =>
  text
    .replaceAll(/\*\*(.+?)\*\*/gu, '$1')
    .replace(/\s*:$/u, '')
    .trim();

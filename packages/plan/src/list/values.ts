import { parseDocument } from 'yaml';
import type { PlanProblem } from '../plan-problem.ts';
import type { Place } from '../plan-source.ts';
import { listKeys, plainDuration, splitReferences } from './keys.ts';
import { placeIn } from './lines.ts';
import type { Line } from './lines.ts';

/** The value of one key as the schema takes it. */
export interface Setting {
  readonly key: string;
  readonly value: unknown;
  readonly keyPlace: Place;
  readonly place: Place;
  /** Of the entries of a list. */
  readonly entries: readonly Place[];
}

export interface ValueReading {
  readonly value: unknown;
  readonly entries: readonly Place[];
  readonly problem?: PlanProblem;
}

/** @param text the value as it stands in `line`, from `place` on */
export const readValue = (
  { key, text, place }: { readonly key: string; readonly text: string; readonly place: Place },
  line: Line,
): ValueReading => {
  if (isFlow(text, key)) return readFlow(text, place);
  if (key === 'checks' && /^(?:none|found)$/iu.test(text))
    return { value: text.toLowerCase(), entries: [] };
  if (!listKeys.has(key) && key !== 'checks') return { value: readScalar(key, text), entries: [] };
  const parts = splitEntries(key, text);
  return {
    value: parts.map((part) => readEntry(key, part)),
    entries: placesOf(parts, line, place),
  };
};

/** Lines below a key: the entries of a list, or a longer text. */
export const readBelow = (key: string, lines: readonly Line[]): ValueReading => {
  const written = lines.filter(({ kind }) => kind !== 'blank' && kind !== 'fence');
  if (!listKeys.has(key) && key !== 'checks')
    return { value: asBlock(lines.filter(({ kind }) => kind !== 'fence')), entries: [] };
  const entries = written.map((line) => placeIn(line, line.text));
  return { value: written.map(({ text }) => readEntry(key, text)), entries };
};

/** As it is written, but for the indent that all lines share. */
export const asBlock = (lines: readonly Line[]): string => {
  const indents = lines.filter(({ kind }) => kind !== 'blank').map(({ raw }) => leading(raw));
  const shared = indents.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY);
  return lines
    .map(({ raw }) => raw.slice(Math.min(shared, leading(raw))).trimEnd())
    .join('\n')
    .replaceAll(/^\n+|\n+$/gu, '');
};

const leading = (raw: string): number => raw.length - raw.trimStart().length;

/** What looks like a list, mapping or text of YAML or JSON is read as one. A glob may look like a mapping. */
const isFlow = (text: string, key: string): boolean =>
  /^\[.*\]$/su.test(text) ||
  /^"(?:[^"\\]|\\.)*"$/su.test(text) ||
  (key === 'checks' && /^\{.*\}$/su.test(text));

const readFlow = (text: string, place: Place): ValueReading => {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'error' });
  const [fault] = [...document.errors, ...document.warnings];
  try {
    if (fault === undefined) {
      const value: unknown = document.toJS();
      return { value, entries: [] };
    }
  } catch (error) {
    return notYaml(error instanceof Error ? error.message : String(error), place);
  }
  return notYaml(fault.message, place);
};

const notYaml = (message: string, place: Place): ValueReading => ({
  value: undefined,
  entries: [],
  problem: {
    code: 'not-yaml',
    message: `Cannot be read as a list or text of YAML: ${message.replace(/\.$/u, '')}.`,
    ...place,
  },
});

const readScalar = (key: string, text: string): string => {
  const plain = inBackTicks(text) ?? text;
  if (key === 'priority' || key === 'on_failure') return plain.toLowerCase();
  const isTime = key === 'estimated_time' || key === 'timeout' || key === 'deadline';
  return isTime ? (plainDuration(plain) ?? plain) : plain;
};

const splitEntries = (key: string, text: string): readonly string[] => {
  if (key === 'dependencies') return splitReferences(text);
  const separator = key === 'acceptance' ? ';' : ',';
  return splitOutside(text, separator);
};

/** Not within braces or back-ticks, where a comma belongs to a pattern or a command. */
const splitOutside = (text: string, separator: string): readonly string[] => {
  const parts = [''];
  let depth = 0;
  let inCode = false;
  for (const character of text) {
    if (character === '`') inCode = !inCode;
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (character === separator && depth <= 0 && !inCode) parts.push('');
    else parts.push((parts.pop() ?? '') + character);
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
};

const placesOf = (parts: readonly string[], line: Line, place: Place): readonly Place[] => {
  let from = place.column;
  return parts.map((part) => {
    const found = placeIn(line, part, from);
    from = found.column + part.length;
    return found;
  });
};

const readEntry = (key: string, text: string): unknown => {
  if (isFlow(text, key) && /^["{]/u.test(text)) {
    const { value, problem } = readFlow(text, { line: 1, column: 1 });
    if (problem === undefined) return value;
  }
  const plain = inBackTicks(text);
  return key === 'checks' ? readCheck(text, plain) : (plain ?? text);
};

const inBackTicks = (text: string): string | undefined => /^`([^`]+)`$/u.exec(text)?.[1];

const readCheck = (text: string, plain: string | undefined): unknown => {
  // The name of a script has no blank in it: this is a command.
  if (plain !== undefined) return /\s/u.test(plain) ? { name: plain, run: plain } : plain;
  const [, name, value] = /^([^:`]+):[ \t]+(.+)$/su.exec(text) ?? [];
  if (name === undefined || value === undefined) return text;
  return readNamedCheck(name.trim(), value.trim());
};

const readNamedCheck = (name: string, value: string): unknown => {
  if (name === 'coverage') {
    const amount = /^(\d+(?:\.\d+)?)[ \t]*%?$/u.exec(value)?.[1];
    return { coverage: amount === undefined ? value : Number(amount) };
  }
  if (name === 'audit') return { audit: value };
  if (name === 'licences') return { licences: splitOutside(value, ',') };
  return { name, run: inBackTicks(value) ?? value };
};

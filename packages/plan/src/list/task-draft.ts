import type { PlanProblem } from '../plan-problem.ts';
import type { Place } from '../plan-source.ts';
import { mistypedKey, readTaskKey } from './keys.ts';
import type { KeyLine } from './keys.ts';
import { placeIn } from './lines.ts';
import type { Line } from './lines.ts';
import type { Item } from './outline.ts';
import { readTitle } from './title.ts';
import { asBlock, readBelow, readValue } from './values.ts';
import type { Setting, ValueReading } from './values.ts';

/** One item, understood by itself: which tasks its dependencies mean is not looked up yet. */
export interface TaskDraft {
  readonly item: Item;
  readonly place: Place;
  readonly settings: readonly Setting[];
  readonly description: string;
  readonly problems: readonly PlanProblem[];
}

export const draftOf = (item: Item): TaskDraft => {
  const settings: Setting[] = [];
  const problems: PlanProblem[] = [];
  const description: Line[] = [];
  const add = (key: string, reading: ValueReading, places: Pick<Setting, 'keyPlace' | 'place'>) => {
    if (reading.problem !== undefined) problems.push(reading.problem);
    else settings.push({ key, value: reading.value, entries: reading.entries, ...places });
  };
  const prose = readFirstLine(item.line, add);
  const { body } = item;
  for (let at = 0; at < body.length; at += 1) {
    const line = body[at];
    if (line === undefined) break;
    const read = isCode(line) ? undefined : readTaskKey(line.text);
    if (read === undefined) {
      problems.push(...mistyped(line));
      description.push(line);
      continue;
    }
    const below = isOpen(read) ? linesBelow(body, at) : [];
    add(read.key, valueOf(read, line, below), placesOf(read, line));
    at += below.length;
  }
  const texts = [prose, asBlock(trimmed(description))].filter((text) => text !== '');
  return {
    item,
    place: placeIn(item.line, item.line.text),
    settings,
    description: texts.join('\n'),
    problems,
  };
};

type Add = (
  key: string,
  reading: ValueReading,
  places: Pick<Setting, 'keyPlace' | 'place'>,
) => void;

/** @returns what the line says beside the name and the keys */
const readFirstLine = (line: Line, add: Add): string => {
  const read = readTaskKey(line.text);
  // `- id: schema` as in YAML: then the name is a key as well.
  if (read?.key === 'id' || read?.key === 'name') {
    add(read.key, valueOf(read, line, []), placesOf(read, line));
    return '';
  }
  const title = readTitle(line.text);
  const namePlace = placeIn(line, title.name);
  if (title.name !== '')
    add('name', { value: title.name, entries: [] }, { keyPlace: namePlace, place: namePlace });
  for (const { key, value } of title.remarks) {
    const place = placeIn(line, value.split(',')[0] ?? value, namePlace.column + title.name.length);
    add(key, readValue({ key, text: value, place }, line), { keyPlace: place, place });
  }
  return title.description ?? '';
};

const isCode = ({ kind }: Line): boolean => kind === 'code' || kind === 'fence';

/** Nothing behind the key, or the mark with which YAML begins a longer text. */
const isOpen = ({ value }: KeyLine): boolean => /^(?:[|>][+-]?)?$/u.test(value);

/** What is indented more than the key, code right below it, or bullets at the same place as YAML has them. */
const linesBelow = (body: readonly Line[], at: number): readonly Line[] => {
  const key = body[at];
  const rest = body.slice(at + 1);
  const end = rest.findIndex((line) => key === undefined || !isBelow(key, line));
  return trimmed(end < 0 ? rest : rest.slice(0, end));
};

const isBelow = (key: Line, line: Line): boolean => {
  if (line.kind === 'blank' || isCode(line) || line.indent > key.indent) return true;
  const isBullet = key.kind === 'text' && line.kind === 'item' && line.indent === key.indent;
  return isBullet && readTaskKey(line.text) === undefined;
};

const trimmed = (lines: readonly Line[]): readonly Line[] => {
  const last = lines.findLastIndex(({ kind }) => kind !== 'blank');
  const first = lines.findIndex(({ kind }) => kind !== 'blank');
  return first < 0 ? [] : lines.slice(first, last + 1);
};

const valueOf = (read: KeyLine, line: Line, below: readonly Line[]): ValueReading => {
  if (below.length > 0) return readBelow(read.key, below);
  const { place } = placesOf(read, line);
  // A key that is left empty says as little as one that is not written.
  if (isOpen(read)) return { value: null, entries: [] };
  return readValue({ key: read.key, text: read.value, place }, line);
};

const placesOf = (
  { written, value }: KeyLine,
  line: Line,
): { readonly keyPlace: Place; readonly place: Place } => {
  const keyPlace = placeIn(line, written);
  return {
    keyPlace,
    place: value === '' ? keyPlace : placeIn(line, value, keyPlace.column + written.length),
  };
};

const mistyped = (line: Line): readonly PlanProblem[] => {
  const guess = isCode(line) ? undefined : mistypedKey(line.text);
  if (guess === undefined) return [];
  const message = `There is no key \`${guess.written}\`: did you mean \`${guess.nearest}\`? If it is a sentence, write it without the colon.`;
  return [{ code: 'unknown-key', message, ...placeIn(line, guess.written) }];
};

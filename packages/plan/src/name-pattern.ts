import {
  allBut,
  anyCharacter,
  characterSet,
  characterSetsMeet,
  singleCharacter,
} from './character-set.ts';
import type { CharacterRange, CharacterSet } from './character-set.ts';
import { anyRun, sequencesOverlap } from './sequence-overlap.ts';
import type { Step } from './sequence-overlap.ts';

/**
 * One name of a path: itself, or character by character, where `*` is any run of characters. Nearly all names are
 * themselves, and thousands of patterns are kept and compared: so those stay a text.
 */
export type NamePattern = { readonly literal: string } | { readonly steps: NameSteps };
type NameSteps = readonly Step<CharacterSet>[];

/** Reads one name of a pattern, braces expanded and without slashes; undefined when a set of characters cannot be read. */
export const parseNamePattern = (text: string): NamePattern | undefined => {
  if (!/[*?[]/u.test(text)) return literalName(text);
  const steps = parseSteps(text);
  return steps === undefined ? undefined : { steps };
};

/** A name as a pattern that fits only itself. */
export const literalName = (name: string): NamePattern => ({ literal: name });

/** Whether one name fits both. `.` and `..` count as names here: one overlap too many, between `?` and `.*`. */
export const namesMeet = (a: NamePattern, b: NamePattern): boolean =>
  'literal' in a && 'literal' in b
    ? a.literal === b.literal
    : sequencesOverlap(stepsOf(a), stepsOf(b), characterSetsMeet);

const stepsOf = (name: NamePattern): NameSteps =>
  'literal' in name ? [...name.literal].map(singleCharacter) : name.steps;

const parseSteps = (text: string): NameSteps | undefined => {
  const characters = [...text];
  const steps: Step<CharacterSet>[] = [];
  let index = 0;
  while (index < characters.length) {
    const read = readStep(characters, index);
    if (read === undefined) return undefined;
    steps.push(read.step);
    index = read.end;
  }
  return steps;
};

interface ReadStep {
  readonly step: Step<CharacterSet>;
  readonly end: number;
}

const readStep = (characters: readonly string[], index: number): ReadStep | undefined => {
  const character = characters[index] ?? '';
  if (character === '[') return readSet(characters, index + 1);
  const end = index + 1;
  if (character === '*') return { step: anyRun, end };
  return { step: character === '?' ? anyCharacter : singleCharacter(character), end };
};

/** `start` is behind the opening bracket. */
const readSet = (characters: readonly string[], start: number): ReadStep | undefined => {
  const close = characters.indexOf(']', start);
  if (close === -1) return undefined;
  const negated = characters[start] === '!' || characters[start] === '^';
  const ranges = readRanges(characters.slice(negated ? start + 1 : start, close));
  if (ranges === undefined) return undefined;
  return { step: negated ? allBut(ranges) : characterSet(ranges), end: close + 1 };
};

const readRanges = (members: readonly string[]): readonly CharacterRange[] | undefined => {
  // [:alpha:], [.x.] and [=x=] depend on a locale.
  if (members.length === 0 || /\[[:.=]/u.test(members.join(''))) return undefined;
  const ranges: CharacterRange[] = [];
  for (let index = 0; index < members.length; index += 1) {
    const isRange = members[index + 1] === '-' && index + 2 < members.length;
    const first = codePointOf(members[index]);
    const last = isRange ? codePointOf(members[index + 2]) : first;
    if (first > last) return undefined;
    ranges.push([first, last]);
    if (isRange) index += 2;
  }
  return ranges;
};

const codePointOf = (character: string | undefined): number => character?.codePointAt(0) ?? 0;

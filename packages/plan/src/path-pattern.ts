import { expandBraces } from './brace-expansion.ts';
import { parseNamePattern } from './name-pattern.ts';
import type { NamePattern } from './name-pattern.ts';
import { anyRun } from './sequence-overlap.ts';
import type { Step } from './sequence-overlap.ts';

/** A path, name by name; `**` is any run of names, also none. */
export type PathPattern = readonly Step<NamePattern>[];

/** A pattern is any of its alternatives, or cannot be decided: then `reason` completes the sentence "the pattern …". */
export type ParsedPattern =
  | { readonly decidable: true; readonly alternatives: readonly PathPattern[] }
  | { readonly decidable: false; readonly reason: string };

/**
 * Reads one pattern of paths relative to the top of the repository, case-sensitive:
 * `*` any characters of one name (also a leading dot), `?` one character, `[a-z]` and `[!a-z]` one of a set, `**` any
 * number of names, `{a,b}` either. A pattern without wildcards is the path and everything below it, like one that ends
 * with a slash; `.` is the whole repository.
 */
export const parsePathPattern = (text: string): ParsedPattern => {
  const refused = refusals.find(({ applies }) => applies(text));
  if (refused !== undefined) return undecidable(refused.reason);
  const texts = expandBraces(text);
  if (texts === undefined) return undecidable('has braces that are not a short list such as {a,b}');
  if (texts.includes('')) return undecidable(empty);
  if (texts.some((alternative) => alternative.startsWith('/'))) return undecidable(absolute);
  if (texts.some((alternative) => alternative.split('/').includes('..')))
    return undecidable(upwards);
  const alternatives = texts.map(parseAlternative);
  if (!alternatives.every((alternative) => alternative !== undefined)) {
    return undecidable(
      'has a [ that does not begin a set such as [abc] or [a-z] (a [ itself is written [[])',
    );
  }
  return { decidable: true, alternatives };
};

const undecidable = (reason: string): ParsedPattern => ({ decidable: false, reason });

const empty = 'is empty, or may be (the whole repository is written .)';
const absolute = 'must be relative to the top of the repository';
const upwards = 'must not lead upwards with ..';
const longest = 1024;

interface Refusal {
  readonly applies: (text: string) => boolean;
  readonly reason: string;
}

const refusals: readonly Refusal[] = [
  { applies: (text) => text === '', reason: empty },
  { applies: (text) => text.length > longest, reason: `is longer than ${longest} characters` },
  { applies: (text) => /^(?:[a-z]:|\/)/iu.test(text), reason: absolute },
  { applies: (text) => text.includes('\\'), reason: 'must have / between names and no backslash' },
  {
    applies: (text) => text.startsWith('!'),
    reason: 'must not be negated with !: name what the task may write',
  },
  {
    applies: (text) => /[!?*+@]\(/u.test(text),
    reason: 'must not be an extended glob such as @(a|b): write {a,b}',
  },
];

const parseAlternative = (text: string): PathPattern | undefined => {
  const names = text.split('/').filter((name) => name !== '' && name !== '.');
  const steps = names.map((name) => (name === '**' ? anyRun : parseNamePattern(name)));
  if (!steps.every((step) => step !== undefined)) return undefined;
  const reachesBelow = /\/\.?$/u.test(text) || !/[*?[]/u.test(text);
  return reachesBelow ? [...steps, anyRun] : steps;
};

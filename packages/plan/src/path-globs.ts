import { characterSetsMeet } from './character-set.ts';
import { literalName } from './name-pattern.ts';
import type { NamePattern } from './name-pattern.ts';
import { parsePathPattern } from './path-pattern.ts';
import type { PathPattern } from './path-pattern.ts';
import { sequencesOverlap } from './sequence-overlap.ts';

/**
 * Whether some path, existing or not, matches a pattern of each set: then two tasks that declare them exclude each
 * other. Exact for every pattern that `parsePathPattern` can decide; a set with one that it cannot overlaps every other
 * set that is not empty. An empty set declares nothing and overlaps nothing.
 */
export const pathSetsOverlap = (a: readonly string[], b: readonly string[]): boolean => {
  if (a.length === 0 || b.length === 0) return false;
  const patternsOfA = readSet(a);
  const patternsOfB = readSet(b);
  if (patternsOfA === undefined || patternsOfB === undefined) return true;
  return patternsOfA.some((one) => patternsOfB.some((other) => pathPatternsOverlap(one, other)));
};

/**
 * Whether a file's path, as git names it from the top of the repository, matches a pattern of the set. Same meaning as
 * `pathSetsOverlap`: two sets that cover one path overlap. False for an empty set (whether a task that declares no
 * paths may write anywhere is for the caller to say), for a set with an undecidable pattern, and for what is no path
 * of a file: absolute, ending with a slash, or with a part that is empty, `.` or `..`.
 */
export const covers = (patterns: readonly string[], path: string): boolean => {
  const names = path.split('/');
  if (names.some((name) => name === '' || name === '.' || name === '..')) return false;
  const exactly = names.map(literalName);
  return readSet(patterns)?.some((pattern) => pathPatternsOverlap(pattern, exactly)) ?? false;
};

/** Why a pattern cannot be decided, as the end of the sentence "the pattern …"; undefined when it can. */
export const undecidableBecause = (pattern: string): string | undefined => {
  const parsed = parsePathPattern(pattern);
  return parsed.decidable ? undefined : parsed.reason;
};

const readSet = (patterns: readonly string[]): readonly PathPattern[] | undefined => {
  const parsed = patterns.map(parsePathPattern);
  const alternatives = parsed.flatMap((pattern) => (pattern.decidable ? pattern.alternatives : []));
  return parsed.every((pattern) => pattern.decidable) ? alternatives : undefined;
};

const pathPatternsOverlap = (a: PathPattern, b: PathPattern): boolean =>
  sequencesOverlap(a, b, namesMeet);

/** `.` and `..` count as names here: one overlap too many, between `?` and `.*`, and never one too few. */
const namesMeet = (a: NamePattern, b: NamePattern): boolean =>
  sequencesOverlap(a, b, characterSetsMeet);

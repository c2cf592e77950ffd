import { literalName, namesMeet } from './name-pattern.ts';
import { parsePathPattern } from './path-pattern.ts';
import type { PathPattern } from './path-pattern.ts';
import { sequencesOverlap } from './sequence-overlap.ts';

/** A set of patterns as it was read: whoever compares one set with many reads it once. */
export interface PathSet {
  /** Undefined when one of the patterns cannot be decided. */
  readonly alternatives: readonly PathPattern[] | undefined;
  readonly empty: boolean;
}

export const readPaths = (patterns: readonly string[]): PathSet => ({
  alternatives: readSet(patterns),
  empty: patterns.length === 0,
});

/**
 * Whether some path, existing or not, matches a pattern of each set: then two tasks that declare them exclude each
 * other. Exact for every pattern that `parsePathPattern` can decide; a set with one that it cannot overlaps every other
 * set that is not empty. An empty set declares nothing and overlaps nothing.
 */
export const pathsOverlap = (a: PathSet, b: PathSet): boolean => {
  if (a.empty || b.empty) return false;
  const patternsOfA = a.alternatives;
  const patternsOfB = b.alternatives;
  if (patternsOfA === undefined || patternsOfB === undefined) return true;
  return patternsOfA.some((one) => patternsOfB.some((other) => pathPatternsOverlap(one, other)));
};

/** `pathsOverlap` for sets that are compared once. */
export const pathSetsOverlap = (a: readonly string[], b: readonly string[]): boolean =>
  pathsOverlap(readPaths(a), readPaths(b));

/**
 * Whether a file's path, as git names it from the top of the repository, matches a pattern of the set. Same meaning as
 * `pathsOverlap`: two sets that cover one path overlap. False for an empty set (whether a task that declares no
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

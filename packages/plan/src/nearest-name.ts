/**
 * The candidate that a mistyped name most likely meant: the fewest insertions, deletions, substitutions and swaps of
 * neighbours, letter case ignored, at most a third of the longer name. Of equally near ones the first.
 */
export const nearestName = (name: string, candidates: readonly string[]): string | undefined => {
  let nearest: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const allowed = Math.max(1, Math.floor(Math.max(name.length, candidate.length) / 3));
    const edits = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (edits <= allowed && edits < fewest) {
      nearest = candidate;
      fewest = edits;
    }
  }
  return nearest;
};

/** Optimal string alignment: like Levenshtein, but "ab" and "ba" are one edit apart. */
const editDistance = (from: string, to: string): number => {
  let beforePrevious: readonly number[] = [];
  let previous: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const substitution = at(previous, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const swap = swapped ? at(beforePrevious, column - 2) + 1 : substitution;
      current.push(
        Math.min(at(previous, column) + 1, at(current, column - 1) + 1, substitution, swap),
      );
    }
    [beforePrevious, previous] = [previous, current];
  }
  return at(previous, to.length);
};

const at = (row: readonly number[], column: number): number =>
  row[column] ?? Number.POSITIVE_INFINITY;

import { describe, expect, it } from 'vitest';
import { anyRun, sequencesOverlap } from './sequence-overlap.ts';
import type { Step } from './sequence-overlap.ts';

interface Letter {
  readonly letter: string;
}

/** A pattern of letters; `*` is a run. */
const steps = (text: string): readonly Step<Letter>[] =>
  [...text].map((letter) => (letter === '*' ? anyRun : { letter }));

/** Whether the patterns overlap, and how often two letters were compared for it. */
const overlap = (
  a: string,
  b: string,
): { readonly overlaps: boolean; readonly compared: number } => {
  let compared = 0;
  const overlaps = sequencesOverlap(steps(a), steps(b), (one, other) => {
    compared += 1;
    return one.letter === other.letter;
  });
  return { overlaps, compared };
};

describe('sequencesOverlap', () => {
  it.each([
    ['', '', true],
    ['', '*', true],
    ['', 'a', false],
    ['ab', 'ab', true],
    ['ab', 'abc', false],
    ['a*', '*b', true],
    ['a*c', 'ab*', true],
    ['a*c', 'b*c', false],
    ['*a', '*b', false],
    ['**', 'abc', true],
    ['a*b*c', 'a*c*b', false],
    ['a*b*c*', '*c*b', true],
  ])('of %j and %j is %s, and the same the other way round', (a, b, expected) => {
    expect(overlap(a, b).overlaps).toBe(expected);
    expect(overlap(b, a).overlaps).toBe(expected);
  });

  it('compares letter by letter, and stops at the first difference, where there are no runs', () => {
    expect(overlap('a'.repeat(500), 'a'.repeat(500)).compared).toBe(500);
    expect(overlap(`ab${'a'.repeat(500)}`, 'a'.repeat(500)).compared).toBe(2);
  });

  it('compares no pair twice, so that hostile patterns cost no more than the product of their lengths', () => {
    const hostile = '*a'.repeat(50);
    expect(overlap(`${hostile}x`, `${hostile}y`).compared).toBeLessThanOrEqual(51 * 51);
  });
});

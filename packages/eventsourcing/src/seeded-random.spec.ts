import { describe, expect, it } from 'vitest';
import { createSeededRandom } from './seeded-random.ts';

function numbers(seed: number, count = 10_000): readonly number[] {
  const random = createSeededRandom(seed);
  return Array.from({ length: count }, random);
}

describe('seeded random numbers', () => {
  it('are the same for the same seed and others for another', () => {
    expect(numbers(7)).toEqual(numbers(7));
    expect(numbers(7)).not.toEqual(numbers(8));
  });

  it.each([0, 1, 42, -1, 2 ** 32 - 1])(
    'are from 0 to below 1, all over the range (seed %i)',
    (seed) => {
      const tenths = new Set(numbers(seed).map((number) => Math.floor(number * 10)));
      expect([...tenths].toSorted((one, other) => one - other)).toEqual([
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
      ]);
    },
  );
});

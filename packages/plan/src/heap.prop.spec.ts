import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHeap } from './heap.ts';

describe('a heap', () => {
  it('gives its entries back in order, whatever is added and taken in between', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat({ max: 20 }))), (steps) => {
        const heap = createHeap<number>((one, other) => one - other);
        let expected: number[] = [];
        for (const step of steps) {
          if (step === null) {
            expect(heap.take()).toBe(expected[0]);
            expected = expected.slice(1);
          } else {
            heap.add(step);
            expected = [...expected, step].toSorted((one, other) => one - other);
          }
          expect(heap.least()).toBe(expected[0]);
        }
      }),
    );
  });

  it('compares no more than the logarithm of its size for each entry', () => {
    const size = 4096;
    let compared = 0;
    const heap = createHeap<number>((one, other) => {
      compared += 1;
      return one - other;
    });
    for (let entry = size; entry > 0; entry -= 1) heap.add(entry);
    for (let entry = 0; entry < size; entry += 1) heap.take();
    expect(compared).toBeLessThan(size * Math.log2(size) * 3);
  });
});

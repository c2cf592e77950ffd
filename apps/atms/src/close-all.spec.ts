import { describe, expect, it } from 'vitest';
import { closeAll } from './close-all.ts';

describe('closing', () => {
  it('goes from the last that was opened to the first', async () => {
    const closed: number[] = [];
    await closeAll([1, 2, 3].map((number) => async () => void closed.push(number)));
    expect(closed).toEqual([3, 2, 1]);
  });

  it('closes the rest when one cannot be closed, and then says so', async () => {
    const closed: number[] = [];
    const closing = closeAll([
      async () => void closed.push(1),
      () => Promise.reject(new Error('second')),
      () => Promise.reject(new Error('third')),
    ]);
    await expect(closing).rejects.toThrow('third');
    expect(closed).toEqual([1]);
  });
});

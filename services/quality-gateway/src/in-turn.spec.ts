import { createGate } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { createTurns } from './in-turn.ts';

describe('turns', () => {
  it('are taken one after the other, in the order of asking', async () => {
    const inTurn = createTurns();
    const first = createGate();
    const told: string[] = [];
    const one = inTurn('L', async () => {
      told.push('one begins');
      await first.opened;
      told.push('one ends');
    });
    const two = inTurn('L', async () => void told.push('two'));
    first.open();
    await Promise.all([one, two]);
    expect(told).toEqual(['one begins', 'one ends', 'two']);
  });

  it('are not taken away by one that fails', async () => {
    const inTurn = createTurns();
    const failing = inTurn('L', () => Promise.reject(new Error('no')));
    const next = inTurn('L', async () => 'next');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('next');
  });

  it('are of different names at once', async () => {
    const inTurn = createTurns();
    const gate = createGate();
    const waiting = inTurn('L', () => gate.opened);
    expect(await inTurn('M', async () => 'at once')).toBe('at once');
    gate.open();
    await waiting;
  });
});

import { describe, expect, it } from 'vitest';
import { Unsettled } from './unsettled.ts';

function fetched(...positions: readonly number[]): Unsettled {
  const unsettled = new Unsettled(0, 3);
  for (const position of positions) {
    unsettled.add(position);
    unsettled.fetched(position);
  }
  return unsettled;
}

describe('the cursor', () => {
  it('is at the last event that was fetched when all are settled', () => {
    const unsettled = fetched(1, 2);
    unsettled.settle(1);
    unsettled.settle(2);
    unsettled.fetched(9);
    expect(unsettled.cursor()).toBe(9);
  });

  it('stays before the lowest event that is not settled', () => {
    const unsettled = fetched(3, 5, 8);
    expect(unsettled.cursor()).toBe(2);
    unsettled.settle(5);
    expect(unsettled.cursor()).toBe(2);
    unsettled.settle(3);
    expect(unsettled.cursor()).toBe(7);
  });

  it('waits for every delivery of an event', () => {
    const unsettled = fetched(3);
    unsettled.add(3);
    unsettled.settle(3);
    expect(unsettled.cursor()).toBe(2);
    unsettled.settle(3);
    expect(unsettled.cursor()).toBe(3);
  });
});

describe('room', () => {
  it('is there until as many are unsettled as may be, and again when one is settled', async () => {
    const unsettled = fetched(1, 2);
    await unsettled.room();
    unsettled.add(3);
    let room = false;
    const waiting = unsettled.room().then(() => {
      room = true;
    });
    await Promise.resolve();
    expect(room).toBe(false);
    unsettled.settle(2);
    await waiting;
    expect(room).toBe(true);
  });

  it('is not waited for after the release', async () => {
    const unsettled = fetched(1, 2, 3);
    const waiting = unsettled.room();
    unsettled.release();
    await waiting;
    await unsettled.room();
  });
});

import { describe, expect, it } from 'vitest';
import {
  Cancelled,
  InvalidMessage,
  ReaderTooOld,
  Refused,
  RevisionConflict,
  Unavailable,
} from '../errors.ts';
import { backOff, settlementOf } from './retry-policy.ts';

const policy = { limit: 3, baseMs: 100, maxMs: 1_000 };
const settle = (error: unknown, counted = 1, failures = counted) =>
  settlementOf({ error, failures, counted }, policy, () => 0);

describe('a failure', () => {
  it.each([[new InvalidMessage('no')], [new Refused('no')]])(
    '%s is a dead letter at once',
    (error) => {
      expect(settle(error)).toEqual({ kind: 'dead-letter', error: 'no' });
    },
  );

  it.each([
    [new Unavailable('away')],
    [new RevisionConflict('task-1', 1, 2)],
    [new Cancelled('closing')],
  ])('%s is retried for as long as it takes', (error) => {
    expect(settle(error, 0, 1_000)).toEqual({ kind: 'nak', delayMs: 500 });
  });

  it('of a reader that is too old waits long at once', () => {
    expect(settle(new ReaderTooOld('task-1', 'task.new'), 0, 1)).toEqual({
      kind: 'nak',
      delayMs: 1_000,
    });
  });

  it('by a bug is retried to the limit', () => {
    expect(settle(new Error('a bug'), 2)).toMatchObject({ kind: 'nak' });
    expect(settle(new Error('a bug'), 3)).toEqual({ kind: 'dead-letter', error: 'a bug' });
  });
});

describe('back-off', () => {
  it('doubles up to the longest', () => {
    const waits = [1, 2, 3, 4, 5, 50].map((failures) => backOff(failures, policy, () => 1));
    expect(waits).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  });

  it('is half chance', () => {
    expect(backOff(1, policy, () => 0)).toBe(50);
    expect(backOff(1, policy, () => 0.5)).toBe(75);
  });
});

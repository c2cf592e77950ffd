import { accept, given } from '@atms/eventsourcing';
import { hashOf } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import {
  applied,
  apply,
  candidate,
  conflict,
  conflicted,
  start,
  started,
} from '../testing/merges.ts';
import { mergeDecider } from './merge-line.ts';

const one = candidate('T1');
const other = candidate('T2');
const rejected = (code: string) => ({ kind: 'rejected', rejection: { code } });

describe('a line on which nothing is being merged', () => {
  it('gives its turn to a candidate that was built on its head', () => {
    expect(given(mergeDecider).when(start(one))).toEqual(accept(started(one)));
  });

  it('refuses a candidate whose base is no longer the head', () => {
    expect(given(mergeDecider).when(start(one, hashOf('b')))).toMatchObject(rejected('head-moved'));
  });

  it('takes the conflict of work that does not fit, or whose checks fail on the head', () => {
    for (const reason of ['text', 'gates'] as const) {
      expect(given(mergeDecider).when(conflict(one, reason))).toEqual(
        accept(conflicted(one, reason)),
      );
    }
  });

  it('takes no end of a merge that has not begun', () => {
    expect(given(mergeDecider).when(apply(one))).toEqual(accept());
    for (const reason of ['moved', 'refused'] as const) {
      expect(given(mergeDecider).when(conflict(one, reason))).toEqual(accept());
    }
  });
});

describe('a line that is merging', () => {
  const merging = given(mergeDecider, [started(one)]);

  it('gives its turn to nobody else', () => {
    expect(merging.when(start(other))).toMatchObject(rejected('merge-open'));
  });

  it('gives it again to the same candidate without an event, and not to another commit of that attempt', () => {
    expect(merging.when(start(one))).toEqual(accept());
    expect(merging.when(start(candidate('T1', { commit: hashOf('e') })))).toMatchObject(
      rejected('merge-open'),
    );
  });

  it('takes the outcome of the merge that is open', () => {
    expect(merging.when(apply(one))).toEqual(accept(applied(one)));
    for (const reason of ['moved', 'refused'] as const) {
      expect(merging.when(conflict(one, reason))).toEqual(accept(conflicted(one, reason)));
    }
  });

  it('takes no conflict from before the start for the merge that is open', () => {
    for (const reason of ['text', 'gates'] as const) {
      expect(merging.when(conflict(one, reason))).toEqual(accept());
    }
  });

  it('takes a conflict of another attempt that never got its turn, and keeps the merge open', () => {
    expect(merging.when(conflict(other, 'text'))).toEqual(accept(conflicted(other, 'text')));
    const still = given(mergeDecider, [started(one), conflicted(other, 'text')]);
    expect(still.when(apply(one))).toEqual(accept(applied(one)));
    expect(still.when(apply(other))).toEqual(accept());
  });
});

describe("an attempt's merge", () => {
  it('has one outcome, whatever is said later', () => {
    for (const outcome of [applied(one), conflicted(one, 'moved')]) {
      const settled = given(mergeDecider, [started(one), outcome]);
      const later = [apply(one), conflict(one, 'moved'), conflict(one, 'text')];
      for (const command of later) expect(settled.when(command)).toEqual(accept());
      expect(settled.when(start(one))).toMatchObject(rejected('merge-already-settled'));
    }
  });

  it('leaves the turn to the next one', () => {
    const settled = given(mergeDecider, [started(one), applied(one)]);
    const next = candidate('T2', { base: one.commit });
    expect(settled.when(start(next))).toEqual(accept(started(next)));
  });

  it('leaves the next attempt of the task free to merge', () => {
    const settled = given(mergeDecider, [conflicted(one, 'text')]);
    const next = candidate('T1', { attempt: 2 });
    expect(settled.when(start(next))).toEqual(accept(started(next)));
  });
});

describe('what a line remembers of its merges', () => {
  it('is not copied with each of them', () => {
    const state = mergeDecider.initialState();
    const next = mergeDecider.evolve(state, applied(one));
    expect(next.settled).toBe(state.settled);
    expect([...next.settled]).toEqual(['T1/1']);
  });
});

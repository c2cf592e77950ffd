import type { Clock } from '@atms/eventsourcing';

/** A clock that stands still until it is told to go on. */
export interface VirtualClock extends Clock {
  /** Goes on by `ms`, waking who is due on the way, each at its own moment and after the last one has settled. */
  advance(ms: number): Promise<void>;
  /** How many wait to be woken. */
  waiting(): number;
}

interface Alarm {
  readonly dueMs: number;
  readonly wake: () => void;
}

/** So many turns of the event loop let everything follow that needs no time: promises, and commits of the log. */
const settlingTurns = 10;

export function createVirtualClock(start = '2030-01-01T00:00:00.000Z'): VirtualClock {
  const startMs = Date.parse(start);
  const alarms = new Set<Alarm>();
  let elapsedMs = 0;

  const nextDueBy = (limitMs: number) =>
    [...alarms].filter((alarm) => alarm.dueMs <= limitMs).toSorted(byDue)[0];

  return {
    now: () => new Date(startMs + elapsedMs).toISOString(),
    monotonicMs: () => elapsedMs,
    after(ms, wake) {
      const alarm = { dueMs: elapsedMs + Math.max(0, ms), wake };
      alarms.add(alarm);
      return () => void alarms.delete(alarm);
    },
    async advance(ms) {
      const endMs = elapsedMs + ms;
      await settle();
      for (let due = nextDueBy(endMs); due !== undefined; due = nextDueBy(endMs)) {
        alarms.delete(due);
        elapsedMs = due.dueMs;
        due.wake();
        await settle();
      }
      elapsedMs = endMs;
    },
    waiting: () => alarms.size,
  };
}

function byDue(one: Alarm, other: Alarm): number {
  return one.dueMs - other.dueMs;
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < settlingTurns; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

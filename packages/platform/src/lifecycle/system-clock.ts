import type { Clock } from '@atms/eventsourcing';

/** Node fires a longer timer at once. */
const longestTimerMs = 2 ** 31 - 1;

/** Milliseconds: what the machine's clock shows, and what has gone by. */
export interface TimeSources {
  readonly wallMs: () => number;
  readonly monotonicMs: () => number;
}

const machine: TimeSources = { wallMs: Date.now, monotonicMs: () => performance.now() };

export function createSystemClock(sources = machine): Clock {
  const steadyMs = createSteadyWall(sources);
  return {
    now: () => new Date(steadyMs()).toISOString(),
    monotonicMs: sources.monotonicMs,
    after: wakeAfter,
  };
}

/**
 * A clock that is set forward is followed: the machine may have slept. One that is set back is not, because whoever
 * waits for an instant would wait for that much longer: time goes on from where it was, until the next start.
 */
function createSteadyWall({ wallMs, monotonicMs }: TimeSources): () => number {
  let last = { wall: wallMs(), monotonic: monotonicMs() };
  let ahead = 0;
  return () => {
    const next = { wall: wallMs(), monotonic: monotonicMs() };
    const goneBy = next.monotonic - last.monotonic;
    if (next.wall < last.wall) ahead += last.wall + goneBy - next.wall;
    last = next;
    return next.wall + ahead;
  };
}

function wakeAfter(ms: number, wake: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (left: number) => {
    const step = Math.min(Math.max(left, 0), longestTimerMs);
    timer = setTimeout(() => (left > step ? wait(left - step) : wake()), step);
  };
  wait(ms);
  return () => clearTimeout(timer);
}

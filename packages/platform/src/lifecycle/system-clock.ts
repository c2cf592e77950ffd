import type { Clock } from '@atms/eventsourcing';

/** Node fires a longer timer at once. */
const longestTimerMs = 2 ** 31 - 1;

export function createSystemClock(): Clock {
  return {
    now: () => new Date().toISOString(),
    monotonicMs: () => performance.now(),
    after: wakeAfter,
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

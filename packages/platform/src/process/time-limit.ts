/** A time limit that can stand still. `isOver` is called once, when it has run for its whole length. */
export interface TimeLimit {
  /** Stands still until it was resumed as often as it was paused. */
  pause(): void;
  resume(): void;
  /** Takes it back. */
  clear(): void;
}

/** What `setTimeout` takes at most; it would wake at once for more. */
export const longestTimerMs = 2 ** 31 - 1;

export function createTimeLimit(limitMs: number, isOver: () => void): TimeLimit {
  let leftMs = limitMs;
  let pauses = 0;
  let isSpent = false;
  let sinceMs = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const end = () => {
    isSpent = true;
    isOver();
  };
  const run = () => {
    if (isSpent) return;
    sinceMs = performance.now();
    timer = setTimeout(end, Math.min(leftMs, longestTimerMs));
  };
  run();
  return {
    pause() {
      pauses += 1;
      if (pauses > 1) return;
      clearTimeout(timer);
      leftMs = Math.max(0, leftMs - (performance.now() - sinceMs));
    },
    resume() {
      if (pauses === 0) return;
      pauses -= 1;
      if (pauses === 0) run();
    },
    clear() {
      clearTimeout(timer);
      isSpent = true;
    },
  };
}

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/**
 * A duration for people, in at most two units: `350ms`, `4.2s`, `1m 30s`, `1h 30m`, `35h`. Rounded to what it shows;
 * hours are the largest unit, so that efforts can be compared at a glance. What is below zero shows as `0ms`.
 */
export const formatDuration = (ms: number): string => {
  const whole = Math.max(0, Math.round(ms));
  if (whole < secondMs) return `${whole}ms`;
  // Round before choosing the units: 59.96 s is one minute, not "60s".
  const tenths = Math.round(whole / 100);
  if (tenths < 600) return `${tenths / 10}s`;
  const seconds = roundTo(whole, secondMs);
  if (seconds < hourMs) return twoUnits(seconds, [minuteMs, 'm'], [secondMs, 's']);
  return twoUnits(roundTo(whole, minuteMs), [hourMs, 'h'], [minuteMs, 'm']);
};

type Unit = readonly [sizeMs: number, name: string];

const twoUnits = (ms: number, [largeMs, large]: Unit, [smallMs, small]: Unit): string => {
  const rest = (ms % largeMs) / smallMs;
  const head = `${Math.floor(ms / largeMs)}${large}`;
  return rest === 0 ? head : `${head} ${rest}${small}`;
};

const roundTo = (ms: number, stepMs: number): number => Math.round(ms / stepMs) * stepMs;

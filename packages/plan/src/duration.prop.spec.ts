import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration } from './format-duration.ts';
import { parseDuration } from './parse-duration.ts';

const durations = fc.oneof(
  fc.nat({ max: 2000 }),
  fc.nat({ max: 4_000_000 }),
  fc.nat({ max: 1_000_000_000 }),
);

/** Half of the smallest unit that a duration of this size is shown in. */
const roundingMs = (ms: number): number =>
  ms < 1000 ? 0 : ms < 60_000 ? 50 : ms < 3_600_000 ? 500 : 30_000;

describe('durations', () => {
  it('read back as what they show, up to the rounding', () => {
    fc.assert(
      fc.property(durations, (ms) => {
        const back = parseDuration(formatDuration(ms)) ?? Number.NaN;
        expect(Math.abs(back - ms)).toBeLessThanOrEqual(roundingMs(ms));
      }),
    );
  });

  it('show the same again once they were rounded', () => {
    fc.assert(
      fc.property(durations, (ms) => {
        const shown = formatDuration(ms);
        expect(formatDuration(parseDuration(shown) ?? Number.NaN)).toBe(shown);
      }),
    );
  });

  it('never show a longer time as a shorter one', () => {
    fc.assert(
      fc.property(durations, durations, (one, other) => {
        const [shorter, longer] = [Math.min(one, other), Math.max(one, other)].map(
          (ms) => parseDuration(formatDuration(ms)) ?? Number.NaN,
        );
        expect(shorter).toBeLessThanOrEqual(longer ?? Number.NaN);
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { createSystemClock } from './system-clock.ts';

const clock = createSystemClock();

function wokenAfter(ms: number): Promise<number> {
  const from = clock.monotonicMs();
  return new Promise((resolve) => {
    clock.after(ms, () => resolve(clock.monotonicMs() - from));
  });
}

describe('the system clock', () => {
  it('tells an instant in UTC', () => {
    expect(clock.now()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('goes on when the machine is set back, and follows when it is set forward', () => {
    const time = { wall: Date.parse('2030-01-01T12:00:00.000Z'), monotonic: 0 };
    const { now } = createSystemClock({
      wallMs: () => time.wall,
      monotonicMs: () => time.monotonic,
    });
    const passes = (wallMs: number, monotonicMs: number) => {
      time.wall += wallMs;
      time.monotonic += monotonicMs;
      return now().slice(11, 19);
    };
    expect(passes(1_000, 1_000)).toBe('12:00:01');
    expect(passes(-3_600_000, 1_000)).toBe('12:00:02');
    expect(passes(1_000, 1_000)).toBe('12:00:03');
    expect(passes(7_200_000, 1_000)).toBe('14:00:03');
  });

  it('wakes no sooner than it was asked to', async () => {
    // A timer of Node may fire up to a millisecond early.
    expect(await wokenAfter(20)).toBeGreaterThanOrEqual(19);
  });

  it('does not wake at once for a moment that is months away', async () => {
    let woken = false;
    const cancel = clock.after(2 ** 31 + 1_000, () => {
      woken = true;
    });
    await wokenAfter(20);
    cancel();
    expect(woken).toBe(false);
  });

  it('does not wake whoever took the call back', async () => {
    let woken = false;
    clock.after(1, () => {
      woken = true;
    })();
    await wokenAfter(20);
    expect(woken).toBe(false);
  });
});

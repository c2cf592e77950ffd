import { describe, expect, it } from 'vitest';
import { instantAfter } from './instant.ts';
import {
  compareTurns,
  type Prioritized,
  priorityParts,
  priorityWeights,
  turnChangesOf,
  turnOf,
} from './priority-parts.ts';

const queuedAt = '2030-01-01T00:00:00.000Z';
const minute = 60_000;
const hour = 60 * minute;
const after = (ms: number) => instantAfter(queuedAt, ms);
const entry = (change: Partial<Prioritized> = {}): Prioritized => ({
  priority: 'low',
  queuedAt,
  ...change,
});

/** Which goes first at an instant, of two that came to the queue in this order. */
function first(one: Prioritized, other: Prioritized, at: string): Prioritized {
  return compareTurns(turnOf(one, at), turnOf(other, at)) <= 0 ? one : other;
}

describe('the parts of a priority', () => {
  it('are named one by one, with their sum', () => {
    const urgent = entry({
      priority: 'high',
      deadline: after(3 * hour),
      onCriticalPath: true,
      blocks: 2,
    });
    expect(priorityParts(urgent, after(6 * minute))).toEqual({
      base: 75,
      age: 6,
      deadline: 30,
      criticalPath: 20,
      blocks: 20,
      total: 151,
      overdue: false,
    });
  });

  it.each([
    ['critical', 100],
    ['high', 75],
    ['medium', 50],
    ['low', 25],
  ] as const)('begin with the base: %s is %d points', (priority, base) => {
    expect(priorityParts(entry({ priority }), queuedAt)).toMatchObject({ base, total: base });
  });

  it('count a minute of waiting as a point, up to a day, and nothing before the queueing', () => {
    const ages = [-hour, 0, 90_000, 23 * hour, 24 * hour, 99 * hour].map(
      (ms) => priorityParts(entry(), after(ms)).age,
    );
    expect(ages).toEqual([0, 0, 1.5, 1_380, 1_440, 1_440]);
  });

  it('count a deadline that is less than four hours away, or over', () => {
    const late = entry({ deadline: after(10 * hour) });
    const points = [6 * hour, 6 * hour + 1, 11 * hour].map(
      (ms) => priorityParts(late, after(ms)).deadline,
    );
    expect(points).toEqual([0, 30, 30]);
  });

  it('let no number of dependants outrank a deadline', () => {
    const { blocks, deadline } = priorityWeights;
    expect([0, 1, 2, 3, 4, 100].map((n) => priorityParts(entry({ blocks: n }), queuedAt).blocks)) //
      .toEqual([0, 10, 20, 25, 25, 25]);
    expect(blocks.most).toBeLessThan(deadline.points);
  });
});

describe('the turn of an entry', () => {
  it('is that of the higher total', () => {
    const old = entry();
    const fresh = (minutes: number) =>
      entry({ priority: 'critical', queuedAt: after(minutes * minute) });
    expect(first(fresh(74), old, after(2 * hour))).toMatchObject({ priority: 'critical' });
    expect(first(fresh(76), old, after(2 * hour))).toBe(old);
  });

  it('comes before everybody else as soon as it has waited for a day', () => {
    const overdue = entry();
    const favourite = entry({
      priority: 'critical',
      queuedAt: after(minute),
      deadline: after(24 * hour),
      onCriticalPath: true,
      blocks: 9,
    });
    expect(first(overdue, favourite, after(24 * hour - 1))).toBe(favourite);
    expect(first(overdue, favourite, after(24 * hour))).toBe(overdue);
  });

  it('keeps the order of points among those that are overdue', () => {
    const low = entry();
    const high = entry({ priority: 'high', queuedAt: after(49 * minute) });
    expect(first(low, high, after(100 * hour))).toBe(high);
  });

  it('is never after that of somebody who was queued 150 minutes later, whatever the two are', () => {
    const least = entry();
    const most = entry({
      priority: 'critical',
      queuedAt: after(150 * minute),
      deadline: queuedAt,
      onCriticalPath: true,
      blocks: 100,
    });
    for (const hours of [3, 23, 24, 25, 26, 27, 999]) {
      expect(first(least, most, after(hours * hour))).toBe(least);
    }
  });

  it('changes at the instants that are named, and at no other', () => {
    const late = entry({ deadline: after(10 * hour) });
    const changes = turnChangesOf(late);
    expect(changes).toEqual([6 * hour + 1, 24 * hour].map((ms) => Date.parse(queuedAt) + ms));
    const turnAtMs = (ms: number) => turnOf(late, new Date(ms).toISOString());
    for (const ms of changes) {
      expect(turnAtMs(ms)).not.toEqual(turnAtMs(ms - 1));
      expect(turnAtMs(ms + hour)).toEqual(turnAtMs(ms));
    }
    expect(turnChangesOf(entry())).toEqual([Date.parse(queuedAt) + 24 * hour]);
  });
});

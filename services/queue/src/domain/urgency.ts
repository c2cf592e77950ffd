import type { Priority } from '@atms/contracts';

const points: Readonly<Record<Priority, number>> = { critical: 100, high: 75, medium: 50, low: 25 };

/** A minute of waiting is worth a point: after 75 minutes a task of low priority is level with a fresh critical one. */
const msPerPoint = 60_000;

/**
 * How soon an entry's turn comes; the higher goes first. All entries age alike, so the order of two of them never
 * changes, and no clock is needed to tell it.
 */
export function urgencyOf(entry: {
  readonly priority: Priority;
  readonly queuedAt: string;
}): number {
  return points[entry.priority] * msPerPoint - Date.parse(entry.queuedAt);
}

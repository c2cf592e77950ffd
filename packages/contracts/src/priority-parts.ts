/**
 * Why an entry of a queue goes before another one: a sum of parts, each linear or a step, each bounded.
 *
 * | part | points |
 * | --- | --- |
 * | base | critical 100, high 75, medium 50, low 25; a person may give another base |
 * | age | 1 for each minute since the task was first queued, at most 1440 (a day); a retry keeps its age |
 * | deadline | 30 when it is less than 4 h away, or over |
 * | criticalPath | 20 on a longest way through its workflow |
 * | blocks | 10 for each task that waits for it, directly or by others, at most 25 |
 *
 * 1. The higher total goes first; of equals the one that came to the queue first.
 * 2. Who has waited for a day or longer is **overdue**, and goes before all who have not. Among themselves overdue
 *    entries compare by their points and their whole waiting time, so that a plan of many days keeps its order and a
 *    person's word still counts.
 *
 * Dependants alone never outrank a deadline, because 25 is less than 30. And nothing starves: without their age two
 * entries differ by 150 points at most (100 + 30 + 20 + 25 against 25), so nothing goes before an entry that was queued
 * more than 150 minutes after it.
 */
import { msBetween } from './instant.ts';
import type { Priority } from './values.ts';

/** Points. Times are milliseconds. */
export const priorityWeights = {
  base: { critical: 100, high: 75, medium: 50, low: 25 } satisfies Record<Priority, number>,
  age: { msPerPoint: 60_000, most: 1_440 },
  deadline: { points: 30, withinMs: 4 * 3_600_000 },
  criticalPath: { points: 20 },
  /** `countedTo`: how far dependants are counted at all; who blocks more says this number. */
  blocks: { pointsEach: 10, most: 25, countedTo: 100 },
} as const;

/** What the parts are made of, as `task.queued` and `queue.prioritized` tell it. Instants are ISO. */
export interface Prioritized {
  readonly priority: Priority;
  /** When the task's first attempt was queued. */
  readonly queuedAt: string;
  readonly deadline?: string;
  readonly onCriticalPath?: boolean;
  /** Tasks of its workflow that wait for it, directly or by others. */
  readonly blocks?: number;
}

/** Points. `total` is the sum of the other five. */
export interface PriorityParts {
  readonly base: number;
  readonly age: number;
  readonly deadline: number;
  readonly criticalPath: number;
  readonly blocks: number;
  readonly total: number;
  readonly overdue: boolean;
}

export function priorityParts(entry: Prioritized, at: string): PriorityParts {
  const { age, criticalPath, blocks } = priorityWeights;
  const waited = msBetween(entry.queuedAt, at) / age.msPerPoint;
  const parts = {
    base: priorityWeights.base[entry.priority],
    // Another machine's clock may say that it is still to be queued.
    age: Math.min(age.most, Math.max(0, waited)),
    deadline: isDeadlineNear(entry, at) ? priorityWeights.deadline.points : 0,
    criticalPath: entry.onCriticalPath === true ? criticalPath.points : 0,
    blocks: Math.min(blocks.most, blocks.pointsEach * (entry.blocks ?? 0)),
  };
  const total = Object.values(parts).reduce((sum, points) => sum + points, 0);
  return { ...parts, total, overdue: waited >= age.most };
}

function isDeadlineNear({ deadline }: Prioritized, at: string): boolean {
  return deadline !== undefined && msBetween(at, deadline) < priorityWeights.deadline.withinMs;
}

/** An entry's place among others. It changes when the deadline comes near and when the entry becomes overdue. */
export interface Turn {
  readonly overdue: boolean;
  /**
   * Minus the instant, in milliseconds, at which an entry without any points would have had to be queued to stand here:
   * all entries age alike, so their order needs no clock.
   */
  readonly lead: number;
}

export function turnOf(entry: Prioritized, at: string): Turn {
  const { total, age, overdue } = priorityParts(entry, at);
  const lead = Math.round(total - age) * priorityWeights.age.msPerPoint;
  return { overdue, lead: lead - Date.parse(entry.queuedAt) };
}

/** Below zero when `one` goes before `other`; zero when the one that came to the queue first does. */
export function compareTurns(one: Turn, other: Turn): number {
  return Number(other.overdue) - Number(one.overdue) || other.lead - one.lead;
}

/** The instants at which the entry's turn comes nearer, in milliseconds: strictly before each it stands where it stood. */
export function turnChangesOf({ queuedAt, deadline }: Prioritized): readonly number[] {
  const { age, deadline: near } = priorityWeights;
  const overdueFrom = Date.parse(queuedAt) + age.most * age.msPerPoint;
  // "Less than 4 h away" begins a millisecond after four hours before.
  return deadline === undefined
    ? [overdueFrom]
    : [Date.parse(deadline) - near.withinMs + 1, overdueFrom];
}

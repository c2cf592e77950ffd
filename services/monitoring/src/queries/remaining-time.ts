import { elapsedMs } from '@atms/contracts';
import { criticalPath } from '@atms/plan';
import type { TaskRow } from '../projections/tables.ts';

/**
 * How long the rest will take at best, in milliseconds: the longest chain of unfinished tasks, each as long as its
 * estimate times (sum of actual times / sum of estimates of the completed tasks), less the time it has run already.
 * Actual is from the first start to the end. A task without an estimate counts as long as the mean completed task.
 * Undefined while no task is completed.
 */
export function remainingMs(tasks: readonly TaskRow[], now: string): number | undefined {
  const done = tasks.filter((task) => task.state === 'completed');
  if (done.length === 0) return undefined;
  const expected = expectedDuration(done);
  const rest = tasks
    .filter((task) => task.ended === 0)
    .map((task) => ({
      planTaskId: task.taskId,
      dependencies: JSON.parse(task.dependencies) as string[],
      estimateMs: Math.max(0, expected(task) - runningSince(task, now)),
    }));
  return Math.round(criticalPath(rest).lengthMs);
}

function expectedDuration(done: readonly TaskRow[]): (task: TaskRow) => number {
  const actual = sum(done.map(actualMs));
  const estimated = sum(done.map((task) => task.estimateMs));
  const mean = actual / done.length;
  return (task) =>
    task.estimateMs > 0 && estimated > 0 ? task.estimateMs * (actual / estimated) : mean;
}

function actualMs({ startedAt, endedAt }: TaskRow): number {
  return startedAt === null || endedAt === null ? 0 : elapsedMs(startedAt, endedAt);
}

function runningSince({ startedAt }: TaskRow, now: string): number {
  return startedAt === null ? 0 : elapsedMs(startedAt, now);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

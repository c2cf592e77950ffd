/** The report's three clocks, from rows. */
import { elapsedMs } from '@atms/contracts';
import { type CriticalPath, criticalPath } from '@atms/plan';
import type { AttemptRow, TaskRow, WorkflowRow } from '../projections/tables.ts';

/** How long an agent worked on it; what never reported an end counts until it was given up, or until `asOf`. */
export function attemptEffortMs(attempt: AttemptRow, asOf: string): number {
  if (attempt.durationMs !== null) return attempt.durationMs;
  if (attempt.startedAt === null) return 0;
  return elapsedMs(attempt.startedAt, attempt.endedAt ?? asOf);
}

/** By task id: the sum of its attempts' durations. */
export function effortByTask(
  attempts: readonly AttemptRow[],
  asOf: string,
): ReadonlyMap<string, number> {
  const efforts = new Map<string, number>();
  for (const attempt of attempts) {
    const before = efforts.get(attempt.taskId) ?? 0;
    efforts.set(attempt.taskId, before + attemptEffortMs(attempt, asOf));
  }
  return efforts;
}

/** From the approval to the end; null before the approval. */
export function wallClockMs(workflow: WorkflowRow, asOf: string): number | null {
  if (workflow.approvedAt === null) return null;
  return elapsedMs(workflow.approvedAt, workflow.endedAt ?? asOf);
}

/** The chain of tasks that no number of agents could have shortened. The path holds plan ids. */
export function longestChain(
  tasks: readonly TaskRow[],
  lengthOf: (task: TaskRow) => number,
): CriticalPath {
  const planIds = new Map(tasks.map((task) => [task.taskId, task.planTaskId]));
  const chain = criticalPath(
    tasks.map((task) => ({
      planTaskId: task.taskId,
      dependencies: JSON.parse(task.dependencies) as string[],
      estimateMs: lengthOf(task),
    })),
  );
  return { ...chain, path: chain.path.map((taskId) => planIds.get(taskId) ?? taskId) };
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

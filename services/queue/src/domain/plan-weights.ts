/** What a task's place in its workflow's plan means for its priority. */
import { priorityWeights, type TaskSpec } from '@atms/contracts';
import { dependantsOf, tailLengths, type TimedTask, topologicalOrder } from '@atms/plan';

export interface PlanWeight {
  /** On a longest way through the workflow, by the plan's estimates. */
  readonly onCriticalPath: boolean;
  /** Tasks that wait for it, directly or by others, counted up to the published limit. */
  readonly blocks: number;
}

type PlannedTask = Pick<TaskSpec, 'taskId' | 'dependencies' | 'estimateMs'>;

/** For each task of a plan; it costs what the plan's tasks and dependencies are, times the limit of what is counted. */
export function planWeights(planned: readonly PlannedTask[]): ReadonlyMap<string, PlanWeight> {
  const tasks = planned.map(({ taskId, dependencies, estimateMs }) => ({
    planTaskId: taskId,
    dependencies,
    estimateMs,
  }));
  const critical = onLongestWays(tasks);
  const blocks = countDependants(tasks);
  return new Map(
    tasks.map(({ planTaskId }) => [
      planTaskId,
      { onCriticalPath: critical.has(planTaskId), blocks: blocks.get(planTaskId) ?? 0 },
    ]),
  );
}

/** The longest way through a task is what leads to it and what follows from it, in which it is counted twice. */
function onLongestWays(tasks: readonly TimedTask[]): ReadonlySet<string> {
  const after = tailLengths(tasks);
  const before = tailLengths(turnedRound(tasks));
  const through = ({ planTaskId, estimateMs }: TimedTask) =>
    (before.get(planTaskId) ?? 0) + (after.get(planTaskId) ?? 0) - estimateMs;
  const longest = tasks.reduce((most, task) => Math.max(most, through(task)), 0);
  const onOne = tasks.filter((task) => through(task) >= longest);
  return new Set(onOne.map(({ planTaskId }) => planTaskId));
}

function turnedRound(tasks: readonly TimedTask[]): readonly TimedTask[] {
  const dependants = dependantsOf(tasks);
  return tasks.map((task) => ({ ...task, dependencies: dependants.get(task.planTaskId) ?? [] }));
}

/**
 * Exactly, up to the limit: so many are enough to know that there are so many. Without it, a chain of ten thousand tasks
 * would need fifty million entries.
 */
function countDependants(tasks: readonly TimedTask[]): ReadonlyMap<string, number> {
  const limit = priorityWeights.blocks.countedTo;
  const dependants = dependantsOf(tasks);
  const found = new Map<string, ReadonlySet<string>>();
  for (const { planTaskId } of topologicalOrder(tasks).toReversed()) {
    const all = new Set<string>();
    for (const direct of dependants.get(planTaskId) ?? []) {
      addUpTo(limit, all, [direct, ...(found.get(direct) ?? [])]);
      if (all.size >= limit) break;
    }
    found.set(planTaskId, all);
  }
  return new Map([...found].map(([taskId, all]) => [taskId, all.size]));
}

function addUpTo(limit: number, all: Set<string>, more: readonly string[]): void {
  for (const taskId of more) {
    if (all.size >= limit) return;
    all.add(taskId);
  }
}

import { walkDependencies } from './dependency-walk.ts';
import type { GraphTask } from './dependency-walk.ts';
import type { PlanTask } from './plan.ts';

export type TimedTask = GraphTask & Pick<PlanTask, 'estimateMs'>;

export interface CriticalPath {
  /** Plan task ids in the order of work. */
  readonly path: readonly string[];
  readonly lengthMs: number;
}

/**
 * Every task after its dependencies; a plan that is already written in such an order keeps it.
 * @throws Error when the tasks depend on each other in a circle.
 */
export const topologicalOrder = <Task extends GraphTask>(
  tasks: readonly Task[],
): readonly Task[] => {
  const walk = walkDependencies(tasks);
  if ('cycle' in walk)
    throw new Error(`The tasks depend on each other in a circle: ${walk.cycle.join(' → ')}`);
  return walk.order;
};

/**
 * One circle of dependencies in the order of work, beginning and ending with its first task of the plan: `T1, T2, T1`
 * when T2 waits for T1 and T1 for T2.
 */
export const findCycle = (tasks: readonly GraphTask[]): readonly string[] | undefined => {
  const walk = walkDependencies(tasks);
  return 'cycle' in walk ? walk.cycle : undefined;
};

/** For each task, the tasks that wait for it directly, in the order of the plan. */
export const dependantsOf = (
  tasks: readonly GraphTask[],
): ReadonlyMap<string, readonly string[]> => {
  const dependants = new Map<string, string[]>(tasks.map((task) => [task.planTaskId, []]));
  for (const task of tasks) {
    for (const dependency of new Set(task.dependencies))
      dependants.get(dependency)?.push(task.planTaskId);
  }
  return dependants;
};

/** For each task, the time from its start to the end of the longest chain that begins with it, in milliseconds. */
export const tailLengths = (tasks: readonly TimedTask[]): ReadonlyMap<string, number> => {
  const dependants = dependantsOf(tasks);
  const tails = new Map<string, number>();
  for (const task of topologicalOrder(tasks).toReversed()) {
    const after = longestOf(dependants.get(task.planTaskId) ?? [], tails);
    tails.set(
      task.planTaskId,
      task.estimateMs + (after === undefined ? 0 : lengthOf(after, tails)),
    );
  }
  return tails;
};

/** The chain that no number of agents can shorten. Of equally long ones, that of the tasks named first. */
export const criticalPath = (tasks: readonly TimedTask[]): CriticalPath => {
  const dependants = dependantsOf(tasks);
  const tails = tailLengths(tasks);
  // The order of work, not of the plan: with estimates of zero, a task could tie with its own dependency.
  const first = longestOf(
    topologicalOrder(tasks).map((task) => task.planTaskId),
    tails,
  );
  const path: string[] = [];
  for (let next = first; next !== undefined; next = longestOf(dependants.get(next) ?? [], tails))
    path.push(next);
  return { path, lengthMs: first === undefined ? 0 : lengthOf(first, tails) };
};

const lengthOf = (id: string, tails: ReadonlyMap<string, number>): number => tails.get(id) ?? 0;

const longestOf = (
  ids: readonly string[],
  tails: ReadonlyMap<string, number>,
): string | undefined =>
  ids.reduce<string | undefined>(
    (best, id) => (best === undefined || lengthOf(id, tails) > lengthOf(best, tails) ? id : best),
    undefined,
  );

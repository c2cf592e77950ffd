import type { PlanTask } from './plan.ts';

/** A task as the graph sees it. A dependency that is not among the given tasks counts as met: so the graph of what is left of a plan is a graph too. */
export type GraphTask = Pick<PlanTask, 'planTaskId' | 'dependencies'>;

/** Each task after its dependencies; or a cycle in the order of work, its first task also at its end. */
export type Walk<Task> =
  | { readonly order: readonly Task[] }
  | { readonly cycle: readonly string[] };

/**
 * Depth first through the dependencies of each task in turn; linear in tasks and dependencies. It keeps its own stack,
 * because a chain of some thousand tasks would overflow that of the engine.
 */
export const walkDependencies = <Task extends GraphTask>(tasks: readonly Task[]): Walk<Task> => {
  const byId = new Map(tasks.map((task) => [task.planTaskId, task]));
  const done = new Set<string>();
  const order: Task[] = [];
  for (const root of tasks) {
    const cycle = visit(root, { byId, done, order });
    if (cycle !== undefined) return { cycle: inOrderOfWork(cycle, tasks) };
  }
  return { order };
};

interface WalkState<Task> {
  readonly byId: ReadonlyMap<string, Task>;
  readonly done: Set<string>;
  readonly order: Task[];
}

/** Visits everything below one task. Answers the ids of a cycle, each waiting for the next, if there is one. */
const visit = <Task extends GraphTask>(
  root: Task,
  state: WalkState<Task>,
): readonly string[] | undefined => {
  const stack = [{ task: root, untried: root.dependencies.values() }];
  const onStack = new Set([root.planTaskId]);
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const next = top.untried.next();
    if (next.done === true) {
      finish(top.task, state);
      onStack.delete(top.task.planTaskId);
      stack.pop();
      continue;
    }
    if (onStack.has(next.value)) return idsFrom(next.value, stack);
    const dependency = state.done.has(next.value) ? undefined : state.byId.get(next.value);
    if (dependency === undefined) continue;
    onStack.add(next.value);
    stack.push({ task: dependency, untried: dependency.dependencies.values() });
  }
  return undefined;
};

const finish = <Task extends GraphTask>(task: Task, { done, order }: WalkState<Task>): void => {
  if (done.has(task.planTaskId)) return;
  done.add(task.planTaskId);
  order.push(task);
};

const idsFrom = (id: string, stack: readonly { readonly task: GraphTask }[]): readonly string[] => {
  const ids = stack.map(({ task }) => task.planTaskId);
  return ids.slice(ids.indexOf(id));
};

const inOrderOfWork = (
  waiting: readonly string[],
  tasks: readonly GraphTask[],
): readonly string[] => {
  const members = new Set(waiting);
  const first = tasks.find((task) => members.has(task.planTaskId))?.planTaskId;
  const work = waiting.toReversed();
  const turn = Math.max(
    0,
    work.findIndex((id) => id === first),
  );
  return [...work.slice(turn), ...work.slice(0, turn + 1)];
};

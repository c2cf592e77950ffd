import type { GraphTask } from './dependency-walk.ts';
import { topologicalOrder } from './graph.ts';

/**
 * Tasks by the length of the longest chain of dependencies before them, as a picture of a plan. It is no schedule: a
 * task begins when its own dependencies have ended, whoever else of the same depth still waits.
 */
export const depthsOf = <Task extends GraphTask>(
  tasks: readonly Task[],
): readonly (readonly Task[])[] => {
  const depthById = new Map<string, number>();
  const layers: Task[][] = [];
  for (const task of topologicalOrder(tasks)) {
    const depth = task.dependencies.reduce(
      (deepest, id) => Math.max(deepest, (depthById.get(id) ?? -1) + 1),
      0,
    );
    depthById.set(task.planTaskId, depth);
    (layers[depth] ??= []).push(task);
  }
  return layers;
};

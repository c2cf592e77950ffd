import { findCycle, nearestName } from '@atms/plan';

/** A task as a request names it: by its id in the plan, as its dependencies are. */
export interface RequestedTask {
  readonly planTaskId: string;
  readonly dependencies: readonly string[];
}

/**
 * Why such tasks could never all come to an end, as a sentence; undefined when they can.
 * @param earlier ids of the tasks that they are added to and may depend on
 */
export function planFault(
  tasks: readonly RequestedTask[],
  earlier: readonly string[] = [],
): string | undefined {
  return repeatedId(tasks) ?? missingDependency(tasks, earlier) ?? circle(tasks);
}

function repeatedId(tasks: readonly RequestedTask[]): string | undefined {
  const seen = new Set<string>();
  for (const { planTaskId } of tasks) {
    if (seen.has(planTaskId)) return `Two tasks are called '${planTaskId}'`;
    seen.add(planTaskId);
  }
  return undefined;
}

function missingDependency(
  tasks: readonly RequestedTask[],
  earlier: readonly string[],
): string | undefined {
  const ids = new Set([...earlier, ...tasks.map(({ planTaskId }) => planTaskId)]);
  for (const { planTaskId, dependencies } of tasks) {
    const missing = dependencies.find((dependency) => !ids.has(dependency));
    if (missing !== undefined) {
      const others = [...ids].filter((id) => id !== planTaskId);
      const nearest = nearestName(missing, others);
      const advice = nearest === undefined ? '' : `; did you mean '${nearest}'?`;
      return `'${planTaskId}' depends on '${missing}', which the plan does not have${advice}`;
    }
  }
  return undefined;
}

/** Earlier tasks depend on none of these, so no circle goes through them. */
function circle(tasks: readonly RequestedTask[]): string | undefined {
  const cycle = findCycle(tasks);
  return cycle && `The tasks depend on each other in a circle: ${cycle.join(' → ')}`;
}

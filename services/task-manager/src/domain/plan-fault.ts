import { findCycle } from '@atms/plan';

/** A task as a request names it: by its id in the plan, as its dependencies are. */
export interface RequestedTask {
  readonly planTaskId: string;
  readonly dependencies: readonly string[];
}

/** Why such tasks could never all come to an end, as a sentence; undefined when they can. */
export function planFault(tasks: readonly RequestedTask[]): string | undefined {
  return repeatedId(tasks) ?? missingDependency(tasks) ?? circle(tasks);
}

function repeatedId(tasks: readonly RequestedTask[]): string | undefined {
  const seen = new Set<string>();
  for (const { planTaskId } of tasks) {
    if (seen.has(planTaskId)) return `Two tasks are called '${planTaskId}'`;
    seen.add(planTaskId);
  }
  return undefined;
}

function missingDependency(tasks: readonly RequestedTask[]): string | undefined {
  const ids = new Set(tasks.map(({ planTaskId }) => planTaskId));
  for (const { planTaskId, dependencies } of tasks) {
    const missing = dependencies.find((dependency) => !ids.has(dependency));
    if (missing !== undefined) {
      return `'${planTaskId}' depends on '${missing}', which the plan does not have`;
    }
  }
  return undefined;
}

function circle(tasks: readonly RequestedTask[]): string | undefined {
  const cycle = findCycle(tasks);
  return cycle && `The tasks depend on each other in a circle: ${cycle.join(' → ')}`;
}

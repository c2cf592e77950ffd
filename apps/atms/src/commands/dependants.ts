import type { TaskView } from '@atms/monitoring';

type Dependant = Pick<TaskView, 'planTaskId' | 'dependencies' | 'endedAt'>;

/** Plan ids of all that can no longer be done when one task fails: what waits for it, and what waits for that. */
export function dependantsOf(planTaskId: string, tasks: readonly Dependant[]): readonly string[] {
  const lost = new Set([planTaskId]);
  for (let before = 0; before < lost.size;) {
    before = lost.size;
    for (const task of tasks) {
      if (task.dependencies.some((id) => lost.has(id))) lost.add(task.planTaskId);
    }
  }
  return tasks
    .filter((task) => task.endedAt === null && task.planTaskId !== planTaskId)
    .map((task) => task.planTaskId)
    .filter((id) => lost.has(id));
}

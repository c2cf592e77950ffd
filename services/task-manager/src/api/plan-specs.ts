/** Tasks as a request names them, made into what a workflow plans. */
import type { CommandPayload, TaskSpec } from '@atms/contracts';
import type { Ids } from '@atms/eventsourcing';

/** A task and what is said beside it must fit into one event of 64 KiB. */
const maxTaskBytes = 60 * 1024;

interface Planning {
  readonly workflowId: string;
  readonly tasks: CommandPayload<'AddTasks'>['tasks'];
  /** Tasks that are in the plan already, whose ids may have come about in another way. */
  readonly known?: readonly TaskSpec[];
}

/** Tasks get ids of their own, and their dependencies name those instead of the plan's. */
export function withIds(
  ids: Ids,
  { workflowId, tasks, known = [] }: Planning,
): readonly TaskSpec[] {
  const knownIds = new Map(known.map(({ planTaskId, taskId }) => [planTaskId, taskId]));
  const taskIdOf = (planTaskId: string) =>
    knownIds.get(planTaskId) ?? ids.derivedEntity(`task/${workflowId}/${planTaskId}`, workflowId);
  return tasks.map((task) => ({
    ...task,
    taskId: taskIdOf(task.planTaskId),
    dependencies: task.dependencies.map(taskIdOf),
  }));
}

/** As a sentence; undefined when every task fits. */
export function oversize(tasks: readonly TaskSpec[]): string | undefined {
  const big = tasks.find((task) => Buffer.byteLength(JSON.stringify(task)) > maxTaskBytes);
  return big && `'${big.planTaskId}' takes more than ${maxTaskBytes} bytes; shorten it or split it`;
}

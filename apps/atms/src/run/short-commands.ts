import type { WaitingItem, WorkflowSummary } from '@atms/monitoring';

type Known = Pick<WorkflowSummary, 'workflowId' | 'name' | 'requestedAt'>;

/**
 * The commands of what waits, with the task's id in its plan in place of the long one, where that means the same: plan
 * ids are looked for in the newest workflow, and one that begins like an id or is a workflow's name could mean that.
 */
export function withShortCommands<Item extends WaitingItem>(
  items: readonly Item[],
  workflows: readonly Known[],
): readonly Item[] {
  const newest = newestOf(workflows);
  const names = new Set(workflows.map(({ name }) => name));
  return items.map((item) => {
    const { taskId, planTaskId, workflowId } = item;
    if (taskId === null || planTaskId === null || workflowId !== newest) return item;
    if (!/^[A-Za-z][\w.-]*$/.test(planTaskId) || names.has(planTaskId)) return item;
    const commands = item.commands.map((command) => replaced(command, taskId, planTaskId));
    return { ...item, commands };
  });
}

function replaced(command: string, taskId: string, planTaskId: string): string {
  return command.startsWith('atms ') ? command.replaceAll(taskId, () => planTaskId) : command;
}

function newestOf(workflows: readonly Known[]): string | undefined {
  return workflows.reduce<Known | undefined>(
    (newest, one) => (newest === undefined || one.requestedAt > newest.requestedAt ? one : newest),
    undefined,
  )?.workflowId;
}

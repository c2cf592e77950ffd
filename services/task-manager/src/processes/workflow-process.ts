/** How a workflow starts its tasks, and how its tasks end it. */
import { hasEnded, isEvent, type KnownTask, type KnownWorkflow } from '@atms/contracts';
import type { RecordedEvent } from '@atms/eventsourcing';
import type { TaskBoard } from '../projections/task-board.ts';
import type { ToSend } from './commands.ts';

export function reactForWorkflow(event: RecordedEvent, board: TaskBoard): readonly ToSend[] {
  if (!isEvent(event, ...heard)) return [];
  const workflow = board.workflow(event.data.workflowId);
  if (workflow === undefined) return [];
  switch (event.type) {
    case 'workflow.approved':
    case 'workflow.extended':
      return createTasks(workflow);
    case 'workflow.cancelled':
      return cancelAll(openTasks(workflow), 'workflow cancelled');
    default:
      return workflow.life === 'cancelled'
        ? cancelLate(workflow, event.data.taskId)
        : afterChange(workflow);
  }
}

/** What a workflow still needs, whichever message about it was never handled. */
export function outstanding(workflow: KnownWorkflow): readonly ToSend[] {
  const open = openTasks(workflow);
  if (workflow.life === 'cancelled') return cancelAll(open, 'workflow cancelled');
  return isWhole(workflow) ? afterChange(workflow) : createTasks(workflow);
}

const heard = [
  'workflow.approved',
  'workflow.extended',
  'workflow.cancelled',
  'task.created',
  'task.retried',
  'task.escalated',
  'task.completed',
  'task.failed',
  'task.cancelled',
] as const;

function createTasks({
  workflowId,
  request,
  planned,
  tasks,
  life,
}: KnownWorkflow): readonly ToSend[] {
  if (life !== 'approved') return [];
  const missing = planned.filter(({ taskId }) => !tasks.has(taskId));
  return missing.map((spec) => ({
    to: 'task',
    taskId: spec.taskId,
    command: {
      type: 'CreateTask',
      task: { ...spec, workflowId, lineId: request.lineId, attempt: 1 },
    },
  }));
}

/** A task that came into being, or back from a merge, after its workflow was cancelled. */
function cancelLate(workflow: KnownWorkflow, taskId: string): readonly ToSend[] {
  const late = openTasks(workflow).filter((task) => task.taskId === taskId);
  return cancelAll(late, 'workflow cancelled');
}

/**
 * Ends the workflow with its last task. Tasks that can never start, because one that they depend on ended badly, do
 * not keep it open: they are cancelled as soon as no other task is open.
 */
function afterChange(workflow: KnownWorkflow): readonly ToSend[] {
  if (workflow.life !== 'approved' || !isWhole(workflow)) return [];
  const open = openTasks(workflow);
  if (open.some((task) => canStart(workflow, task))) return [];
  return open.length > 0
    ? cancelAll(open, 'a task that it depends on did not complete')
    : [finish(workflow)];
}

/** Whether every task of the plan has been created. */
function isWhole(workflow: KnownWorkflow): boolean {
  return workflow.tasks.size === workflow.planned.length;
}

/** Among open tasks without a circle there is such a one, unless every one of them waits for a bad end. */
function canStart(workflow: KnownWorkflow, task: KnownTask): boolean {
  return task.spec.dependencies.every((taskId) => workflow.tasks.get(taskId)?.life === 'completed');
}

function openTasks(workflow: KnownWorkflow): readonly KnownTask[] {
  return [...workflow.tasks.values()].filter((task) => !hasEnded(task));
}

function cancelAll(tasks: readonly KnownTask[], reason: string): readonly ToSend[] {
  return tasks.map(({ taskId }) => ({
    to: 'task',
    taskId,
    command: { type: 'CancelTask', by: 'workflow', reason },
  }));
}

function finish({ workflowId, tasks }: KnownWorkflow): ToSend {
  const taskCount = tasks.size;
  const bad = [...tasks.values()].filter((task) => task.life !== 'completed');
  if (bad.length === 0)
    return { to: 'workflow', workflowId, command: { type: 'CompleteWorkflow', taskCount } };
  const names = bad.map((task) => `${task.spec.planTaskId} ${task.life}`).join(', ');
  const reason = `Not every task completed: ${names}`.slice(0, 4_000);
  return { to: 'workflow', workflowId, command: { type: 'FailWorkflow', reason, taskCount } };
}

/** How a workflow starts its tasks, and how its tasks end it. */
import {
  hasEnded,
  isEvent,
  type KnownTask,
  type KnownWorkflow,
  type TaskSpec,
} from '@atms/contracts';
import type { RecordedEvent } from '@atms/eventsourcing';
import type { TaskBoard } from '../projections/task-board.ts';
import type { ToSend } from './commands.ts';

export function reactForWorkflow(event: RecordedEvent, board: TaskBoard): readonly ToSend[] {
  if (!isEvent(event, ...heard)) return [];
  const workflow = board.workflow(event.data.workflowId);
  if (workflow === undefined) return [];
  switch (event.type) {
    case 'workflow.approved':
      return createTasks(workflow, workflow.planned);
    case 'workflow.extended':
      // The other parts are events of their own.
      return createTasks(workflow, event.data.tasks);
    case 'workflow.cancelled':
      return cancelAll(openTasks(workflow), 'workflow cancelled');
    default:
      return workflow.life === 'cancelled'
        ? cancelLate(workflow, event.data.taskId)
        : afterChange(workflow, event.eventId, board);
  }
}

/** What a workflow still needs, whichever message about it was never handled. */
export function outstanding(workflow: KnownWorkflow, board: Counts): readonly ToSend[] {
  if (workflow.life === 'cancelled') return cancelAll(openTasks(workflow), 'workflow cancelled');
  return isWhole(workflow) ? endOf(workflow, board) : createTasks(workflow, workflow.planned);
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

type Counts = Pick<TaskBoard, 'progressOf'>;

function createTasks(
  { workflowId, request, tasks, life }: KnownWorkflow,
  specs: readonly TaskSpec[],
): readonly ToSend[] {
  if (life !== 'approved') return [];
  const missing = specs.filter(({ taskId }) => !tasks.has(taskId));
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
function cancelLate({ tasks }: KnownWorkflow, taskId: string): readonly ToSend[] {
  const task = tasks.get(taskId);
  return task === undefined || hasEnded(task) ? [] : cancelAll([task], 'workflow cancelled');
}

/** Only the last event by which the workflow may have come to its end ends it: each other one would walk over it too. */
function afterChange(workflow: KnownWorkflow, eventId: string, board: Counts): readonly ToSend[] {
  const isTurning = board.progressOf(workflow.workflowId)?.turning === eventId;
  return isTurning ? endOf(workflow, board) : [];
}

/**
 * Ends the workflow with its last task. Tasks that can never start, because one that they depend on ended badly, do
 * not keep it open: they are cancelled as soon as no other task is open. Among open tasks without a circle there is one
 * that can start, unless every one of them waits for a bad end.
 */
function endOf(workflow: KnownWorkflow, board: Counts): readonly ToSend[] {
  if (workflow.life !== 'approved' || !isWhole(workflow)) return [];
  if (board.progressOf(workflow.workflowId)?.startable !== 0) return [];
  return workflow.openCount > 0
    ? cancelAll(openTasks(workflow), 'a task that it depends on did not complete')
    : [finish(workflow)];
}

/** Whether every task of the plan has been created. */
function isWhole(workflow: KnownWorkflow): boolean {
  return workflow.tasks.size === workflow.planned.length;
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

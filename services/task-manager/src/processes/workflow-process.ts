/** How a workflow starts its tasks, and how its tasks end it. */
import { hasEnded, isEvent, type KnownTask, type KnownWorkflow } from '@atms/contracts';
import type { RecordedEvent } from '@atms/eventsourcing';
import type { TaskBoard } from '../projections/task-board.ts';
import type { ToSend } from './commands.ts';

export function reactForWorkflow(event: RecordedEvent, board: TaskBoard): readonly ToSend[] {
  if (isEvent(event, 'workflow.approved')) return createTasks(board.workflow(event.data.workflowId));
  if (isEvent(event, 'workflow.cancelled')) return cancelTasks(board.workflow(event.data.workflowId));
  if (isEvent(event, 'task.created', 'task.retried')) {
    return cancelIfOver(board.workflow(event.data.workflowId), event.data.taskId);
  }
  if (isEvent(event, 'task.completed', 'task.failed', 'task.cancelled')) {
    return afterEnd(board.workflow(event.data.workflowId));
  }
  return [];
}

function createTasks(workflow: KnownWorkflow | undefined): readonly ToSend[] {
  if (workflow === undefined) return [];
  const { workflowId, request, planned } = workflow;
  return planned.map((spec) => ({
    to: 'task',
    taskId: spec.taskId,
    command: {
      type: 'CreateTask',
      task: { ...spec, workflowId, lineId: request.lineId, attempt: 1 },
    },
  }));
}

function cancelTasks(workflow: KnownWorkflow | undefined): readonly ToSend[] {
  const tasks = workflow === undefined ? [] : [...workflow.tasks.values()];
  return tasks.filter((task) => !hasEnded(task)).map((task) => cancelOf(task.taskId, 'workflow cancelled'));
}

/** A task that came into being, or back from a merge, after its workflow was cancelled. */
function cancelIfOver(workflow: KnownWorkflow | undefined, taskId: string): readonly ToSend[] {
  return workflow?.life === 'cancelled' ? [cancelOf(taskId, 'workflow cancelled')] : [];
}

function cancelOf(taskId: string, reason: string): ToSend {
  return { to: 'task', taskId, command: { type: 'CancelTask', by: 'workflow', reason } };
}

function afterEnd(workflow: KnownWorkflow | undefined): readonly ToSend[] {
  if (workflow === undefined || workflow.life !== 'approved') return [];
  const { workflowId } = workflow;
  const tasks = [...workflow.tasks.values()];
  if (tasks.length < workflow.planned.length) return [];
  const open = tasks.filter((task) => !hasEnded(task));
  const bad = tasks.filter((task) => hasEnded(task) && task.life !== 'completed');
  if (bad.length === 0) {
    return open.length > 0
      ? []
      : [{ to: 'workflow', workflowId, command: { type: 'CompleteWorkflow' } }];
  }
  if (open.length > 0) return cancelDependants(workflow, open);
  const names = bad.map((task) => `${task.spec.planTaskId} ${task.life}`).join(', ');
  const reason = `Not every task completed: ${names}`.slice(0, 4_000);
  return [{ to: 'workflow', workflowId, command: { type: 'FailWorkflow', reason } }];
}

/** Once nothing is open but what can never start, that is cancelled too. */
function cancelDependants(workflow: KnownWorkflow, open: readonly KnownTask[]): readonly ToSend[] {
  const hopeless = hopelessTasks(workflow);
  if (open.some((task) => !hopeless.has(task.taskId))) return [];
  return open.map((task) => cancelOf(task.taskId, 'a task that it depends on did not complete'));
}

function hopelessTasks(workflow: KnownWorkflow): ReadonlySet<string> {
  const known = new Map<string, boolean>();
  const isHopeless = (taskId: string): boolean => {
    const before = known.get(taskId);
    if (before !== undefined) return before;
    known.set(taskId, false);
    const task = workflow.tasks.get(taskId);
    const hopeless =
      task !== undefined &&
      !hasEnded(task) &&
      task.spec.dependencies.some((dependency) => isBad(workflow, dependency) || isHopeless(dependency));
    known.set(taskId, hopeless);
    return hopeless;
  };
  return new Set([...workflow.tasks.keys()].filter(isHopeless));
}

function isBad(workflow: KnownWorkflow, taskId: string): boolean {
  const task = workflow.tasks.get(taskId);
  return task !== undefined && hasEnded(task) && task.life !== 'completed';
}

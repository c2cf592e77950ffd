/** What the task-manager's decisions mean for a line. */
import {
  type EventData,
  type EventOf,
  hasAttempt,
  isEvent,
  type KnownTask,
  type RemovalReason,
} from '@atms/contracts';
import type { RecordedEvent, Requested } from '@atms/eventsourcing';
import type { EntryKey, LineRequest } from '../domain/line-messages.ts';
import type { QueueView } from '../projections/queue-view.ts';

/** What to ask of which line; the moment is filled in when it is sent. */
export type QueueRequest = LineRequest & { readonly lineId: string };

export function reactInQueue(event: RecordedEvent, view: QueueView): readonly QueueRequest[] {
  if (isEvent(event, 'task.created', 'task.retried')) {
    const task = view.task(event.data.taskId);
    const isOpen = task !== undefined && view.isCurrent(task.taskId, event.data.attempt);
    return isOpen ? [enqueue(task, view, event.metadata.time)] : [];
  }
  if (isEvent(event, 'task.completed', 'task.failed', 'task.cancelled', 'task.escalated')) {
    const task = view.task(event.data.taskId);
    return task === undefined ? [] : [remove(task, event.data.attempt, reasonOf(event.type))];
  }
  if (isEvent(event, 'task.updated')) return afterUpdate(event.data, view);
  return isEvent(event, 'workflow.resumed', 'task.resumed') ? afterPause(event, view) : [];
}

function afterPause(
  event: EventOf<'workflow.resumed' | 'task.resumed'>,
  view: QueueView,
): readonly QueueRequest[] {
  const lineId =
    event.type === 'task.resumed'
      ? view.task(event.data.taskId)?.lineId
      : view.workflow(event.data.workflowId)?.request.lineId;
  return lineId === undefined ? [] : [{ type: 'Look', lineId }];
}

/** What the task asks for by now: an earlier change may be heard of after a later one. */
function afterUpdate(
  { taskId, changes, by }: EventData<'task.updated'>,
  view: QueueView,
): readonly QueueRequest[] {
  const task = view.task(taskId);
  const deadline = task?.spec.deadline;
  if (task === undefined || changes.deadline === undefined || deadline === undefined) return [];
  return [{ type: 'SetDeadline', lineId: task.lineId, taskId, deadline, by }];
}

function reasonOf(type: string): RemovalReason {
  switch (type) {
    case 'task.completed':
      return 'completed';
    case 'task.failed':
      return 'failed';
    case 'task.cancelled':
      return 'cancelled';
    default:
      return 'escalated';
  }
}

function keyOf(task: KnownTask, attempt: number): EntryKey {
  const { lineId, workflowId, taskId } = task;
  return { lineId, workflowId, taskId, attempt };
}

function enqueue(task: KnownTask, view: QueueView, queuedAt: string): QueueRequest {
  const { dependencies, paths, priority, deadline } = task.spec;
  const notBefore = task.retried?.notBefore;
  return {
    type: 'Enqueue',
    lineId: task.lineId,
    entry: {
      ...keyOf(task, task.attempt),
      dependencies,
      paths,
      priority,
      queuedAt,
      ...(notBefore === undefined ? {} : { notBefore }),
      ...(deadline === undefined ? {} : { deadline }),
      ...view.weightInPlan(task.taskId),
    },
  };
}

function remove(task: KnownTask, attempt: number, reason: RemovalReason): QueueRequest {
  return { type: 'Remove', lineId: task.lineId, key: keyOf(task, attempt), reason };
}

/**
 * What the sweep asks for: entries of tasks that have left are removed, open attempts that are not queued are queued,
 * and lines with entries are looked at again, in case somebody decided on a view that still held them paused.
 */
export function reconcile(view: QueueView, at: string): readonly Requested<QueueRequest>[] {
  const requests: Requested<QueueRequest>[] = [];
  const lines = new Map<string, string>();
  for (const task of view.unsettledTasks()) {
    const { taskId, lineId, workflowId } = task;
    const queued = view.queuedAttempt(taskId);
    if (queued !== undefined) lines.set(lineId, workflowId);
    const command = mend(task, view, at);
    if (command !== undefined) requests.push({ command, correlationId: workflowId });
  }
  for (const [lineId, correlationId] of lines) {
    requests.push({ command: { type: 'Look', lineId }, correlationId });
  }
  return requests;
}

function mend(task: KnownTask, view: QueueView, at: string): QueueRequest | undefined {
  const queued = view.queuedAttempt(task.taskId);
  if (hasAttempt(task)) return (queued ?? 0) < task.attempt ? enqueue(task, view, at) : undefined;
  return queued === undefined
    ? undefined
    : remove(task, task.attempt, reasonOf(`task.${task.life}`));
}

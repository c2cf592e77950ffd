/** What the task-manager's decisions mean for a line. */
import { hasAttempt, hasEnded, isEvent, type KnownTask, type RemovalReason } from '@atms/contracts';
import type { RecordedEvent } from '@atms/eventsourcing';
import type { EntryKey, NewEntry } from '../domain/line.ts';
import type { QueueView } from '../projections/queue-view.ts';

/** A queue command without its moment, which is filled in when it is sent. */
export type QueueRequest =
  | { readonly type: 'Enqueue'; readonly lineId: string; readonly entry: NewEntry }
  | {
      readonly type: 'Remove';
      readonly lineId: string;
      readonly key: EntryKey;
      readonly reason: RemovalReason;
    }
  | { readonly type: 'Look'; readonly lineId: string };

export function reactInQueue(event: RecordedEvent, view: QueueView): readonly QueueRequest[] {
  if (isEvent(event, 'task.created', 'task.retried')) {
    const task = view.task(event.data.taskId);
    const isOpen = task !== undefined && view.isCurrent(task.taskId, event.data.attempt);
    return isOpen ? [enqueue(task, event.metadata.time)] : [];
  }
  if (isEvent(event, 'task.completed', 'task.failed', 'task.cancelled', 'task.escalated')) {
    const task = view.task(event.data.taskId);
    return task === undefined ? [] : [remove(task, event.data.attempt, reasonOf(event.type))];
  }
  if (isEvent(event, 'workflow.resumed')) {
    const workflow = view.workflow(event.data.workflowId);
    return workflow === undefined ? [] : [{ type: 'Look', lineId: workflow.request.lineId }];
  }
  if (isEvent(event, 'task.resumed')) {
    const task = view.task(event.data.taskId);
    return task === undefined ? [] : [{ type: 'Look', lineId: task.lineId }];
  }
  return [];
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

function enqueue(task: KnownTask, queuedAt: string): QueueRequest {
  const { dependencies, paths, priority } = task.spec;
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
    },
  };
}

function remove(task: KnownTask, attempt: number, reason: RemovalReason): QueueRequest {
  return { type: 'Remove', lineId: task.lineId, key: keyOf(task, attempt), reason };
}

/** What the sweep finds: entries of tasks that have left, and open attempts that are not queued. */
export function reconcile(view: QueueView, at: string): readonly QueueRequest[] {
  const requests: QueueRequest[] = [];
  for (const task of view.tasks()) {
    const entry = view.entry(task.taskId);
    if (entry !== undefined && (hasEnded(task) || task.life === 'escalated')) {
      requests.push(remove(task, task.attempt, reasonOf(`task.${task.life}`)));
    }
    if (hasAttempt(task) && (entry?.data.attempt ?? 0) < task.attempt) {
      requests.push(enqueue(task, at));
    }
  }
  return requests;
}

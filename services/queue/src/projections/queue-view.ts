/** What the queue needs across streams: tasks as decided, entries as queued, and what waits for its time. */
import {
  createTaskIndex,
  type EventData,
  isEvent,
  type KnownTask,
  type TaskIndex,
} from '@atms/contracts';
import type { RecordedEvent, View } from '@atms/eventsourcing';

/** An entry that becomes ready only after an instant; where it stands in the log names its wake-up. */
export interface BackingOff {
  readonly data: EventData<'task.queued'>;
  readonly notBefore: string;
  readonly stream: string;
  readonly revision: number;
}

export interface QueueView extends View, Omit<TaskIndex, 'apply'> {
  /** The attempt that is queued or ready, when there is one. */
  queuedAttempt(taskId: string): number | undefined;
  backingOff(): Iterable<BackingOff>;
  tasks(): Iterable<KnownTask>;
  pausedWorkflows(): readonly string[];
  pausedTasks(): readonly string[];
}

export function createQueueView(): QueueView {
  const index = createTaskIndex();
  const attempts = new Map<string, number>();
  const backingOff = new Map<string, BackingOff>();
  const pausedWorkflows = new Set<string>();
  const pausedTasks = new Set<string>();

  const applyEntries = (event: RecordedEvent) => {
    if (isEvent(event, 'task.queued', 'task.ready', 'queue.removed')) {
      backingOff.delete(event.data.taskId);
    }
    if (isEvent(event, 'task.queued')) {
      const { stream, revision, data } = event;
      const { taskId, attempt, notBefore } = data;
      attempts.set(taskId, attempt);
      if (notBefore !== undefined) backingOff.set(taskId, { data, notBefore, stream, revision });
    }
    if (isEvent(event, 'queue.removed')) attempts.delete(event.data.taskId);
  };
  const applyPauses = (event: RecordedEvent) => {
    if (isEvent(event, 'workflow.paused')) pausedWorkflows.add(event.data.workflowId);
    if (isEvent(event, 'workflow.resumed')) pausedWorkflows.delete(event.data.workflowId);
    if (isEvent(event, 'task.paused')) pausedTasks.add(event.data.taskId);
    if (isEvent(event, 'task.resumed')) pausedTasks.delete(event.data.taskId);
  };
  return {
    ...index,
    apply(event) {
      index.apply(event);
      applyEntries(event);
      applyPauses(event);
    },
    queuedAttempt: (taskId) => attempts.get(taskId),
    backingOff: () => backingOff.values(),
    *tasks() {
      for (const workflow of index.workflows()) yield* workflow.tasks.values();
    },
    pausedWorkflows: () => [...pausedWorkflows],
    pausedTasks: () => [...pausedTasks],
  };
}

/** What the queue needs across streams: tasks as decided, entries as queued, and what waits for its time. */
import {
  createTaskIndex,
  type EventData,
  isEvent,
  type KnownTask,
  type TaskIndex,
} from '@atms/contracts';
import type { RecordedEvent, View } from '@atms/eventsourcing';

export interface QueuedEntry {
  readonly data: EventData<'task.queued'>;
  readonly stream: string;
  readonly revision: number;
  ready: boolean;
}

export interface QueueView extends View, Omit<TaskIndex, 'apply'> {
  entries(): Iterable<QueuedEntry>;
  entry(taskId: string): QueuedEntry | undefined;
  tasks(): Iterable<KnownTask>;
  pausedWorkflows(): readonly string[];
  pausedTasks(): readonly string[];
}

export function createQueueView(): QueueView {
  const index = createTaskIndex();
  const entries = new Map<string, QueuedEntry>();
  const pausedWorkflows = new Set<string>();
  const pausedTasks = new Set<string>();

  const applyEntries = (event: RecordedEvent) => {
    if (isEvent(event, 'task.queued')) {
      const { stream, revision, data } = event;
      entries.set(data.taskId, { data, stream, revision, ready: false });
    }
    if (isEvent(event, 'task.ready')) {
      const entry = entries.get(event.data.taskId);
      if (entry !== undefined) entry.ready = true;
    }
    if (isEvent(event, 'queue.removed')) entries.delete(event.data.taskId);
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
    entries: () => entries.values(),
    entry: (taskId) => entries.get(taskId),
    *tasks() {
      for (const workflow of index.workflows()) yield* workflow.tasks.values();
    },
    pausedWorkflows: () => [...pausedWorkflows],
    pausedTasks: () => [...pausedTasks],
  };
}

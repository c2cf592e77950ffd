import type { EventData } from '@atms/contracts';
import type { RowChange, TableDefinition } from '@atms/eventsourcing';
import { changesOf, handledBy } from './changes.ts';

/** What stands in the lines, with all that its priority is made of. A row stays after its task has left. */
export const queueEntriesTable = {
  name: 'queue_entries',
  key: ['taskId'],
  columns: {
    taskId: 'text',
    workflowId: 'text',
    lineId: 'text',
    attempt: 'integer',
    priority: 'text',
    /** Of the first attempt. */
    queuedAt: 'text',
    /** Place in the log: of equals the first goes first. */
    queuedPosition: 'integer',
    deadline: 'text?',
    onCriticalPath: 'integer',
    blocks: 'integer',
    waits: 'integer',
  },
  indexes: [['waits'], ['workflowId']],
} as const satisfies TableDefinition;

const entries = changesOf(queueEntriesTable);

export const projectQueueEntries = handledBy({
  'task.queued': (data, { position }) => [entries.upsert(entryOf(data, position))],
  'queue.prioritized': ({ taskId, priority, deadline }) => [
    entries.update({ taskId }, { priority, ...(deadline === undefined ? {} : { deadline }) }),
  ],
  'task.ready': ({ taskId, attempt }) => [noLonger(taskId, attempt)],
  'queue.removed': ({ taskId, attempt }) => [noLonger(taskId, attempt)],
});

function entryOf(data: EventData<'task.queued'>, queuedPosition: number) {
  const { taskId, workflowId, lineId, attempt, priority, queuedAt } = data;
  return {
    taskId,
    workflowId,
    lineId,
    attempt,
    priority,
    queuedAt,
    queuedPosition,
    deadline: data.deadline ?? null,
    onCriticalPath: data.onCriticalPath === true ? 1 : 0,
    blocks: data.blocks ?? 0,
    waits: 1,
  };
}

function noLonger(taskId: string, attempt: number): RowChange {
  return entries.update({ taskId }, { waits: 0 }, { attempt });
}

/** What a saved log says of the tasks of its workflows: as far as it goes, also of those it only planned. */
import { type AtmsEvent, type EventData, isEvent } from '@atms/contracts';
import type { RecordedEvent } from '@atms/eventsourcing';
import { groupedBy } from './grouped-by.ts';

export interface KnownTask {
  readonly task: EventData<'task.created'>;
  /** False when the plan alone names it. */
  readonly isCreated: boolean;
  /** The last that the log knows of. */
  readonly attempt: number;
  readonly life: 'open' | 'accepted' | 'escalated' | 'over';
}

/** By workflow, in the order of its plan. */
export function knownTasks(
  events: readonly RecordedEvent[],
): ReadonlyMap<string, readonly KnownTask[]> {
  const lines = new Map<string, string>();
  const tasks = new Map<string, KnownTask>();
  for (const event of events) {
    if (isEvent(event, 'workflow.requested')) lines.set(event.data.workflowId, event.data.lineId);
    if (isEvent(event, 'workflow.planned', 'workflow.extended')) {
      const { workflowId } = event.data;
      const lineId = lines.get(workflowId);
      if (lineId === undefined) continue;
      for (const spec of event.data.tasks) {
        const task = { ...spec, workflowId, lineId, attempt: 1 as const };
        tasks.set(spec.taskId, { task, isCreated: false, attempt: 1, life: 'open' });
      }
    }
    if (!isEvent(event, ...aboutTasks)) continue;
    const known = tasks.get(event.data.taskId);
    if (known !== undefined) tasks.set(event.data.taskId, changed(known, event));
  }
  return groupedBy(tasks.values(), ({ task }) => task.workflowId);
}

const aboutTasks = [
  'task.created',
  'task.retried',
  'task.accepted',
  'task.escalated',
  'merge.applied',
  'task.completed',
  'task.failed',
  'task.cancelled',
] as const;

function changed(
  known: KnownTask,
  event: Extract<AtmsEvent, { readonly type: (typeof aboutTasks)[number] }>,
): KnownTask {
  switch (event.type) {
    case 'task.created':
      return { ...known, task: event.data, isCreated: true };
    case 'task.retried':
      return { ...known, attempt: event.data.attempt, life: 'open' };
    case 'task.accepted':
      return { ...known, life: 'accepted' };
    case 'task.escalated':
      return { ...known, life: 'escalated' };
    default:
      return { ...known, life: 'over' };
  }
}

/**
 * How near workflows are to their ends, counted event by event: what an event of a task means for its workflow costs
 * the tasks that wait for that one, and not the whole plan.
 *
 * Owns: for each workflow that has not ended, what its open tasks wait for. Does not own: the tasks themselves.
 *
 * 1. `startable` is how many open tasks there are of which every dependency has completed.
 * 2. `turning` is the last event by which the workflow may have come to its end. Whoever handles an earlier one leaves
 *    the decision to whoever handles that one, on a view that is at least as new.
 */
import { type EventData, type EventOf, isEvent, type TaskIndex } from '@atms/contracts';
import type { KeptView } from '@atms/eventsourcing';

export interface Progress {
  readonly startable: number;
  /** The event's id. */
  readonly turning?: string;
}

export interface WorkflowProgress extends KeptView {
  /** Undefined once the workflow has ended. */
  progressOf(workflowId: string): Progress | undefined;
}

const ends = ['task.completed', 'task.failed', 'task.cancelled'] as const;
type End = (typeof ends)[number];

interface Counts {
  startable: number;
  turning?: string;
  /** How many dependencies of each open task have not completed. */
  readonly missing: Map<string, number>;
  /** Who waits for a task that is open or still to be created. */
  readonly waiting: Map<string, string[]>;
}

/** @param index has taken in every event before this does. */
export function createWorkflowProgress(index: Pick<TaskIndex, 'task'>): WorkflowProgress {
  const workflows = new Map<string, Counts>();
  const hasCompleted = (taskId: string) => index.task(taskId)?.life === 'completed';
  return {
    tables: { workflows },
    apply(event) {
      if (isEvent(event, 'workflow.requested')) {
        const counts = { startable: 0, missing: new Map(), waiting: new Map() };
        workflows.set(event.data.workflowId, counts);
      }
      if (isEvent(event, 'workflow.completed', 'workflow.failed', 'workflow.cancelled')) {
        workflows.delete(event.data.workflowId);
      }
      if (!isEvent(event, 'task.created', ...ends)) return;
      const counts = workflows.get(event.data.workflowId);
      if (counts === undefined) return;
      if (mayTurn(counts, event)) counts.turning = event.eventId;
      if (event.type === 'task.created') open(counts, event.data, hasCompleted);
      else close(counts, event.data.taskId);
      if (event.type === 'task.completed') free(counts, event.data.taskId);
    },
    progressOf: (workflowId) => workflows.get(workflowId),
  };
}

/** What can never start is cancelled with its like: none of their ends changes anything, until it is the last one. */
function mayTurn({ missing }: Counts, { type, data }: EventOf<'task.created' | End>): boolean {
  return type === 'task.created' || missing.get(data.taskId) === 0 || missing.size === 1;
}

function open(
  counts: Counts,
  { taskId, dependencies }: Pick<EventData<'task.created'>, 'taskId' | 'dependencies'>,
  hasCompleted: (taskId: string) => boolean,
): void {
  const awaited = dependencies.filter((dependency) => !hasCompleted(dependency));
  counts.missing.set(taskId, awaited.length);
  if (awaited.length === 0) counts.startable += 1;
  for (const dependency of awaited) {
    const others = counts.waiting.get(dependency);
    if (others === undefined) counts.waiting.set(dependency, [taskId]);
    else others.push(taskId);
  }
}

function close(counts: Counts, taskId: string): void {
  if (counts.missing.get(taskId) === 0) counts.startable -= 1;
  counts.missing.delete(taskId);
}

function free(counts: Counts, taskId: string): void {
  for (const waiting of counts.waiting.get(taskId) ?? []) {
    const missing = (counts.missing.get(waiting) ?? 0) - 1;
    if (missing < 0) continue;
    counts.missing.set(waiting, missing);
    if (missing === 0) counts.startable += 1;
  }
  counts.waiting.delete(taskId);
}

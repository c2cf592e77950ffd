import type { EventType } from './events.ts';

/** How people see a task. A view from everybody's events; no decision depends on it. */
export const taskStates = [
  'created',
  'queued',
  'ready',
  'assigned',
  'running',
  'validating',
  'merging',
  'escalated',
  'completed',
  'failed',
  'cancelled',
] as const;
export type TaskState = (typeof taskStates)[number];

/** The one table "event type → state". An event that is not listed leaves the state as it is. */
export const stateAfter: { readonly [T in EventType]?: TaskState } = {
  'task.created': 'created',
  'task.queued': 'queued',
  'task.ready': 'ready',
  'agent.assigned': 'assigned',
  'agent.released': 'ready',
  'task.started': 'running',
  'task.executed': 'validating',
  'merge.started': 'merging',
  'task.accepted': 'merging',
  'task.retried': 'queued',
  'task.escalated': 'escalated',
  'task.completed': 'completed',
  'task.failed': 'failed',
  'task.cancelled': 'cancelled',
};

const ends: readonly TaskState[] = ['completed', 'failed', 'cancelled'];

export function isEnd(state: TaskState): boolean {
  return ends.includes(state);
}

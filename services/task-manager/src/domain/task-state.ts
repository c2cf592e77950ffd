import { type EventData, type TaskChanges, taskChanges } from '@atms/contracts';
import { unreachable } from '@atms/eventsourcing';
import type { Ladder } from './retry-policy.ts';
import type { TaskEvent, TaskState } from './task-messages.ts';

/** A task before its first event. */
export function initialTask(): TaskState {
  return {
    life: 'none',
    key: { workflowId: '', taskId: '' },
    attempt: 0,
    asked: {},
    onFailure: 'escalate',
    ladder: { counted: 0, notCounted: 0 },
    paused: false,
  };
}

export function evolveTask(state: TaskState, event: TaskEvent): TaskState {
  switch (event.type) {
    case 'task.created':
      return created(state, event.data);
    case 'task.updated':
      return { ...state, asked: { ...state.asked, ...event.data.changes } };
    case 'task.retried':
      return {
        ...state,
        life: 'open',
        attempt: event.data.attempt,
        ladder: climb(state, event.data),
      };
    case 'task.paused':
      return { ...state, paused: true };
    case 'task.resumed':
      return { ...state, paused: false };
    case 'task.accepted':
      return { ...state, life: 'accepted', acceptedTree: event.data.tree };
    case 'task.escalated':
      return { ...state, life: 'escalated' };
    case 'task.completed':
      return { ...state, life: 'completed' };
    case 'task.failed':
      return { ...state, life: 'failed' };
    case 'task.cancelled':
      return { ...state, life: 'cancelled' };
    default:
      return unreachable(event);
  }
}

function created(state: TaskState, task: EventData<'task.created'>): TaskState {
  const { workflowId, taskId, attempt, onFailure } = task;
  const key = { workflowId, taskId };
  return { ...state, life: 'open', key, attempt, asked: changeable(task), onFailure };
}

function changeable(task: EventData<'task.created'>): TaskChanges {
  const entries = Object.entries(task).filter(([name]) => Object.hasOwn(taskChanges.shape, name));
  return Object.fromEntries(entries);
}

function climb(state: TaskState, retried: EventData<'task.retried'>): Ladder {
  if (retried.cause === 'person') return { counted: 0, notCounted: 0 };
  const { counted, notCounted } = state.ladder;
  return retried.counted
    ? { counted: counted + 1, notCounted }
    : { counted, notCounted: notCounted + 1 };
}

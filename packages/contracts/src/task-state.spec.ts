import { describe, expect, it } from 'vitest';
import { eventTypes, isEventType, ownerOf } from './events.ts';
import { isEnd, stateAfter, type TaskState } from './task-state.ts';

const states: readonly TaskState[] = [
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
];

describe('the table of states', () => {
  it('lists only events that exist', () => {
    expect(Object.keys(stateAfter).filter((type) => !eventTypes.includes(type))).toEqual([]);
  });

  it('leads to every state, and to no other', () => {
    expect(new Set(Object.values(stateAfter))).toEqual(new Set(states));
  });

  it('lets the task-manager alone end a task', () => {
    const ending = Object.entries(stateAfter).filter(([, state]) => isEnd(state));
    const owners = ending.map(([type]) => isEventType(type) && ownerOf(type));
    expect(new Set(owners)).toEqual(new Set(['task-manager']));
  });

  it('leaves the state as it is after what says nothing about it', () => {
    expect(stateAfter['task.paused']).toBeUndefined();
    expect(stateAfter['task.checkpointed']).toBeUndefined();
    expect(stateAfter['queue.removed']).toBeUndefined();
  });
});

describe('an end', () => {
  it('is one of three states', () => {
    expect(states.filter(isEnd)).toEqual(['completed', 'failed', 'cancelled']);
  });
});

import { describe, expect, it } from 'vitest';
import type { EventData, TaskSpec } from '@atms/contracts';
import { createdTask, createRecorder, requestedWorkflow, taskSpec } from '@atms/testkit';
import { at } from '../testing/line-commands.ts';
import { createQueueView } from './queue-view.ts';

const key = { lineId: 'L', workflowId: 'W', taskId: 'T1', attempt: 2 };
const queued: EventData<'task.queued'> = {
  ...key,
  dependencies: [],
  paths: [],
  priority: 'low',
  queuedAt: at(0),
  notBefore: at(9),
};

function createStory() {
  const record = createRecorder();
  const view = createQueueView();
  const tell: typeof record = (type, data) => {
    const event = record(type, data);
    view.apply(event);
    return event;
  };
  tell('workflow.requested', requestedWorkflow());
  tell('task.created', createdTask());
  return { view, tell };
}

describe('what backs off', () => {
  it('is known with its due time and its place in the log, which name its wake-up', () => {
    const { view, tell } = createStory();
    const { stream, revision } = tell('task.queued', queued);
    expect([...view.backingOff()]).toEqual([{ data: queued, notBefore: at(9), stream, revision }]);
  });

  it('does so no longer once it is ready', () => {
    const { view, tell } = createStory();
    tell('task.queued', queued);
    tell('task.ready', key);
    expect([...view.backingOff()]).toEqual([]);
  });

  it('does so no longer once it has left', () => {
    const { view, tell } = createStory();
    tell('task.queued', queued);
    tell('queue.removed', { ...key, reason: 'cancelled' });
    expect([...view.backingOff()]).toEqual([]);
  });

  it('is replaced by its next attempt', () => {
    const { view, tell } = createStory();
    const { notBefore: _notBefore, ...atOnce } = queued;
    tell('task.queued', queued);
    tell('task.queued', { ...atOnce, attempt: 3 });
    expect([...view.backingOff()]).toEqual([]);
    expect(view.queuedAttempt('T1')).toBe(3);
  });
});

describe('what is queued', () => {
  it('is so until it has left', () => {
    const { view, tell } = createStory();
    expect(view.queuedAttempt('T1')).toBeUndefined();
    tell('task.queued', queued);
    tell('task.ready', key);
    expect(view.queuedAttempt('T1')).toBe(2);
    tell('queue.removed', { ...key, reason: 'escalated' });
    expect(view.queuedAttempt('T1')).toBeUndefined();
  });
});

describe('what is paused', () => {
  it('is named until it is resumed, tasks and workflows apart', () => {
    const { view, tell } = createStory();
    tell('task.paused', { workflowId: 'W', taskId: 'T1', by: 'pat' });
    tell('workflow.paused', { workflowId: 'W', by: 'pat' });
    expect(view.pauses()).toEqual({ tasks: new Set(['T1']), workflows: new Set(['W']) });
    tell('task.resumed', { workflowId: 'W', taskId: 'T1', by: 'pat' });
    tell('workflow.resumed', { workflowId: 'W', by: 'pat' });
    expect(view.pauses()).toEqual({ tasks: new Set(), workflows: new Set() });
  });

  it('is handed out anew when it has changed, and only then', () => {
    const { view, tell } = createStory();
    const before = view.pauses();
    tell('task.queued', queued);
    expect(view.pauses()).toBe(before);
    tell('task.paused', { workflowId: 'W', taskId: 'T1', by: 'pat' });
    expect(view.pauses()).not.toBe(before);
    expect(before.tasks.size).toBe(0);
  });
});

describe('the weight of a task', () => {
  const plan = (workflowId: string, tasks: readonly TaskSpec[]) => ({
    workflowId,
    part: 1,
    parts: 1,
    tasks: [...tasks],
  });
  const spec = (taskId: string, ...dependencies: string[]): TaskSpec =>
    taskSpec({ taskId, dependencies, estimateMs: 1 });

  it('is that of its place in the plan of its workflow', () => {
    const { view, tell } = createStory();
    tell('workflow.planned', plan('W', [spec('T1'), spec('T2', 'T1'), spec('T3')]));
    expect(view.weightInPlan('T1')).toEqual({ onCriticalPath: true, blocks: 1 });
    expect(view.weightInPlan('T3')).toEqual({ onCriticalPath: false, blocks: 0 });
    expect([view.isPlanned('T3'), view.isPlanned('T9')]).toEqual([true, false]);
    expect(view.weightInPlan('T9')).toBeUndefined();
  });

  it('is worked out anew when the plan has grown', () => {
    const { view, tell } = createStory();
    tell('workflow.planned', plan('W', [spec('T1')]));
    expect(view.weightInPlan('T1')?.blocks).toBe(0);
    tell('workflow.planned', plan('W', [spec('T2', 'T1')]));
    expect(view.weightInPlan('T1')?.blocks).toBe(1);
  });
});

describe('the tasks that are not settled', () => {
  it('are those that have not ended, and those that are queued although they have', () => {
    const { view, tell } = createStory();
    const unsettled = () => [...view.unsettledTasks()].map(({ taskId }) => taskId);
    const key = { workflowId: 'W', taskId: 'T1', attempt: 1 };
    const line = { ...key, lineId: 'L', priority: 'medium' } as const;
    tell('task.queued', {
      ...line,
      dependencies: [],
      paths: [],
      queuedAt: '2030-01-01T00:00:00.000Z',
    });
    expect(unsettled()).toEqual(['T1']);
    tell('task.cancelled', { ...key, by: 'cli:ada', reason: '' });
    expect(unsettled()).toEqual(['T1']);
    tell('queue.removed', { ...key, lineId: 'L', reason: 'cancelled' });
    expect(unsettled()).toEqual([]);
  });

  it('are those of all workflows', () => {
    const { view, tell } = createStory();
    tell('workflow.requested', requestedWorkflow({ workflowId: 'V' }));
    tell('task.created', createdTask({ taskId: 'T9', workflowId: 'V' }));
    expect([...view.unsettledTasks()].map(({ taskId }) => taskId)).toEqual(['T1', 'T9']);
  });
});

import { describe, expect, it } from 'vitest';
import type { AtmsEvent } from './events.ts';
import { createTaskIndex, hasAttempt, hasEnded } from './task-index.ts';
import { created, event, planned, retried, spec } from './testing/told.ts';

const key = { workflowId: 'W', taskId: 'T1', attempt: 1 };
const tree = 'a'.repeat(40);
const by = 'cli:ada';
const accepted = event('task.accepted', { ...key, tree });
const escalated = event('task.escalated', {
  ...key,
  reason: 'retries-exhausted',
  message: '',
  findings: [],
});
const completed = event('task.completed', { ...key, tree });
const failed = event('task.failed', { ...key, reason: '', by });
const cancelled = event('task.cancelled', { ...key, by, reason: '' });

/** The index after a workflow with T1 was planned and T1 was created, and after what is told then. */
function told(...events: readonly AtmsEvent[]) {
  const index = createTaskIndex();
  for (const one of [...planned([spec('T1')]), created(spec('T1')), ...events]) index.apply(one);
  return index;
}

describe('a workflow', () => {
  it('is known by its request, with the tasks of every part of its plan', () => {
    const index = createTaskIndex();
    for (const one of planned([spec('T1'), spec('T2')], [spec('T3')])) index.apply(one);
    const workflow = index.workflow('W');
    expect(workflow).toMatchObject({ life: 'requested', paused: false });
    expect(workflow?.request.name).toBe('plan');
    expect(workflow?.planned.map(({ taskId }) => taskId)).toEqual(['T1', 'T2', 'T3']);
    expect([...index.workflows()]).toEqual([workflow]);
  });

  it.each([
    [event('workflow.approved', { workflowId: 'W', by }), 'approved'],
    [event('workflow.completed', { workflowId: 'W' }), 'completed'],
    [event('workflow.failed', { workflowId: 'W', reason: '' }), 'failed'],
    [event('workflow.cancelled', { workflowId: 'W', by, reason: '' }), 'cancelled'],
  ] as const)('lives as $0.type says', (last, life) => {
    expect(told(last).workflow('W')?.life).toBe(life);
  });

  it('has the tasks that were created, in that order', () => {
    const index = told(created(spec('T0')));
    expect([...(index.workflow('W')?.tasks.keys() ?? [])]).toEqual(['T1', 'T0']);
    expect(index.workflow('W')?.tasks.get('T1')).toBe(index.task('T1'));
  });

  it('pauses all of its tasks', () => {
    const paused = event('workflow.paused', { workflowId: 'W', by });
    expect(told(paused).isPaused('T1')).toBe(true);
    expect(told(paused).task('T1')?.paused).toBe(false);
    expect(told(paused, event('workflow.resumed', { workflowId: 'W', by })).isPaused('T1')).toBe(
      false,
    );
  });
});

describe('a task', () => {
  it('begins open, with its first attempt current', () => {
    const task = told().task('T1');
    expect(task).toMatchObject({ life: 'open', attempt: 1, lineId: 'L', workflowId: 'W' });
    expect(task?.spec).toEqual(spec('T1'));
    expect(told().isCurrent('T1', 1)).toBe(true);
  });

  it('has its accepted attempt as current, and no other', () => {
    expect(told(accepted).isCurrent('T1', 1)).toBe(true);
    expect(told(accepted).isCurrent('T1', 2)).toBe(false);
  });

  it.each([escalated, completed, failed, cancelled])(
    'has no current attempt after $type',
    (last) => {
      const index = told(last);
      const task = index.task('T1');
      expect(index.isCurrent('T1', 1)).toBe(false);
      expect(task && hasAttempt(task)).toBe(false);
      expect(task && hasEnded(task)).toBe(last.type !== 'task.escalated');
    },
  );

  it('has the next attempt as current after a retry, also one that was escalated or accepted', () => {
    for (const before of [[], [escalated], [accepted]]) {
      const index = told(...before, retried('T1', 2));
      expect(index.task('T1')).toMatchObject({ life: 'open', attempt: 2 });
      expect(index.task('T1')?.retried?.cause).toBe('checks-failed');
      expect(index.isCurrent('T1', 1)).toBe(false);
      expect(index.isCurrent('T1', 2)).toBe(true);
    }
  });

  it('is paused by itself beside whatever else it is', () => {
    const paused = event('task.paused', { workflowId: 'W', taskId: 'T1', by });
    const resumed = event('task.resumed', { workflowId: 'W', taskId: 'T1', by });
    expect(told(paused, accepted).isPaused('T1')).toBe(true);
    expect(told(paused, accepted).isCurrent('T1', 1)).toBe(true);
    expect(told(paused, resumed).isPaused('T1')).toBe(false);
  });
});

describe('what comes late', () => {
  it('from attempts that are void moves nothing', () => {
    const late = [
      event('task.executed', {
        ...key,
        agentId: 'local.shell',
        outcome: 'done',
        base: tree,
        commit: tree,
        tree,
        durationMs: 1,
        summary: '',
        violations: [],
      }),
      event('task.checkpointed', { ...key, commit: tree, tree }),
      event('agent.released', { ...key, agentId: 'local.shell', reason: 'lease-over' }),
    ];
    const index = told(retried('T1', 2), ...late);
    expect(index.task('T1')).toMatchObject({ life: 'open', attempt: 2 });
    expect(index.isCurrent('T1', 1)).toBe(false);
  });

  it.each([completed, failed, cancelled])('after $type changes nothing', (end) => {
    const before = told(end).task('T1');
    const paused = event('task.paused', { workflowId: 'W', taskId: 'T1', by });
    for (const late of [retried('T1', 2), escalated, completed, failed, cancelled, paused]) {
      expect(told(end, late).task('T1')).toEqual(before);
    }
  });

  it('about a workflow or a task that nobody told of is passed over', () => {
    const index = createTaskIndex();
    for (const one of [completed, event('workflow.completed', { workflowId: 'W' })]) {
      index.apply(one);
    }
    expect(index.task('T1')).toBeUndefined();
    expect(index.workflow('W')).toBeUndefined();
    expect(index.isCurrent('T1', 1)).toBe(false);
    expect(index.isPaused('T1')).toBe(false);
  });

  it('of a type that this version does not know is passed over', () => {
    const index = told();
    index.apply({ type: 'task.praised', data: { taskId: 'T1' } });
    expect(index.task('T1')?.life).toBe('open');
  });
});

import { describe, expect, it } from 'vitest';
import {
  createdTask,
  createRecorder,
  executedAttempt,
  hashOf,
  passingWorkflows,
  requestedWorkflow,
  retriedTask,
  taskSpec,
} from '@atms/testkit';
import type { AtmsEvent } from '../events.ts';
import { hasAttempt, hasEnded } from './known-tasks.ts';
import { createTaskIndex, type TaskIndex } from './task-index.ts';

const record = createRecorder();
const key = { workflowId: 'W', taskId: 'T1', attempt: 1 };
const tree = hashOf('a');
const by = 'cli:ada';
const requested = record('workflow.requested', requestedWorkflow());
const planned = record('workflow.planned', {
  workflowId: 'W',
  part: 1,
  parts: 1,
  tasks: [taskSpec()],
});
const created = record('task.created', createdTask());
const retried = record('task.retried', retriedTask());
const accepted = record('task.accepted', { ...key, tree });
const escalated = record('task.escalated', {
  ...key,
  reason: 'retries-exhausted',
  message: '',
  findings: [],
});
const completed = record('task.completed', { ...key, tree });
const failed = record('task.failed', { ...key, reason: '', by });
const cancelled = record('task.cancelled', { ...key, by, reason: '' });

/** The index after a workflow with T1 was planned and T1 was created, and after what is told then. */
function told(...events: readonly Told[]) {
  return toldTo(createTaskIndex(), ...events);
}

type Told = Parameters<TaskIndex['apply']>[0];

function toldTo(index: TaskIndex, ...events: readonly Told[]) {
  for (const one of [requested, planned, created, ...events]) index.apply(one);
  return index;
}

describe('a change of a task', () => {
  const started = record('task.started', {
    ...key,
    agentId: 'local.shell',
    executorId: 'local',
    base: tree,
    start: tree,
  });
  const updated = record('task.updated', {
    workflowId: 'W',
    taskId: 'T1',
    changes: { name: 'Login', agent: 'recorded' },
    by,
  });
  const specOf = (...events: readonly AtmsEvent[]) => told(...events).task('T1')?.spec;

  it('holds at once while the attempt has not started', () => {
    expect(specOf(updated)).toMatchObject({ name: 'Login', agent: 'recorded', checks: 'none' });
    expect(specOf(updated, started)).toMatchObject({ name: 'Login' });
    expect(specOf(started, retried, updated)).toMatchObject({ name: 'Login' });
    expect(specOf(started, escalated, updated)).toMatchObject({ name: 'Login' });
  });

  it('holds from the next attempt on once this one has started', () => {
    expect(specOf(started, updated)).toMatchObject({ name: 'Task T1' });
    expect(specOf(started, updated, retried)).toMatchObject({ name: 'Login', agent: 'recorded' });
  });

  it('is kept when another one came before it and the task was set aside between the two', () => {
    const later = record('task.updated', {
      workflowId: 'W',
      taskId: 'T1',
      changes: { run: 'make' },
      by,
    });
    expect(specOf(started, updated, escalated, later, retried)).toMatchObject({
      name: 'Login',
      run: 'make',
    });
  });

  it('is not held up by the start of a void attempt', () => {
    expect(specOf(retried, started, updated)).toMatchObject({ name: 'Login' });
  });

  it('adds to the plan what it is extended by', () => {
    const extended = record('workflow.extended', {
      workflowId: 'W',
      part: 1,
      parts: 1,
      tasks: [taskSpec({ taskId: 'T2' })],
      by,
    });
    const planned = told(extended).workflow('W')?.planned;
    expect(planned?.map(({ taskId }) => taskId)).toEqual(['T1', 'T2']);
  });
});

describe('a workflow', () => {
  it('is known by its request, with the tasks of every part of its plan', () => {
    const index = createTaskIndex();
    const parts = [[taskSpec(), taskSpec({ taskId: 'T2' })], [taskSpec({ taskId: 'T3' })]];
    index.apply(requested);
    for (const [at, tasks] of parts.entries()) {
      index.apply(record('workflow.planned', { workflowId: 'W', part: at + 1, parts: 2, tasks }));
    }
    const workflow = index.workflow('W');
    expect(workflow).toMatchObject({ life: 'requested', paused: false });
    expect(workflow?.request.name).toBe('w');
    expect(workflow?.planned.map(({ taskId }) => taskId)).toEqual(['T1', 'T2', 'T3']);
    expect([...index.workflowsUnderWay()]).toEqual([workflow]);
    expect([...index.repositories()]).toEqual([workflow?.request.repository]);
  });

  it.each([
    [record('workflow.approved', { workflowId: 'W', by }), 'approved'],
    [record('workflow.completed', { workflowId: 'W' }), 'completed'],
    [record('workflow.failed', { workflowId: 'W', reason: '' }), 'failed'],
    [record('workflow.cancelled', { workflowId: 'W', by, reason: '' }), 'cancelled'],
  ] as const)('lives as $0.type says', (last, life) => {
    expect(told(last).workflow('W')?.life).toBe(life);
  });

  it('has the tasks that were created, in that order', () => {
    const index = told(record('task.created', createdTask({ taskId: 'T0' })));
    expect([...(index.workflow('W')?.tasks.keys() ?? [])]).toEqual(['T1', 'T0']);
    expect(index.workflow('W')?.tasks.get('T1')).toBe(index.task('T1'));
  });

  it('pauses all of its tasks', () => {
    const paused = record('workflow.paused', { workflowId: 'W', by });
    expect(told(paused).isPaused('T1')).toBe(true);
    expect(told(paused).task('T1')?.paused).toBe(false);
    expect(told(paused, record('workflow.resumed', { workflowId: 'W', by })).isPaused('T1')).toBe(
      false,
    );
  });
});

describe('a task', () => {
  it('begins open, with its first attempt current', () => {
    const task = told().task('T1');
    expect(task).toMatchObject({ life: 'open', attempt: 1, lineId: 'L', workflowId: 'W' });
    expect(task?.spec).toEqual(taskSpec());
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
      const index = told(...before, retried);
      expect(index.task('T1')).toMatchObject({ life: 'open', attempt: 2 });
      expect(index.task('T1')?.retried?.cause).toBe('checks-failed');
      expect(index.isCurrent('T1', 1)).toBe(false);
      expect(index.isCurrent('T1', 2)).toBe(true);
    }
  });

  it('is paused by itself beside whatever else it is', () => {
    const paused = record('task.paused', { workflowId: 'W', taskId: 'T1', by });
    const resumed = record('task.resumed', { workflowId: 'W', taskId: 'T1', by });
    expect(told(paused, accepted).isPaused('T1')).toBe(true);
    expect(told(paused, accepted).isCurrent('T1', 1)).toBe(true);
    expect(told(paused, resumed).isPaused('T1')).toBe(false);
  });
});

describe('what is under way', () => {
  const workflowCancelled = record('workflow.cancelled', { workflowId: 'W', by, reason: '' });
  const found = (...events: readonly AtmsEvent[]) => {
    const index = told(...events);
    return {
      workflows: [...index.workflowsUnderWay()].map(({ workflowId }) => workflowId),
      tasks: [...index.openTasks()].map(({ taskId }) => taskId),
    };
  };

  it('is a workflow until it has ended with its last task, in whichever order', () => {
    expect(found()).toEqual({ workflows: ['W'], tasks: ['T1'] });
    expect(found(escalated)).toEqual({ workflows: ['W'], tasks: ['T1'] });
    expect(found(cancelled)).toEqual({ workflows: ['W'], tasks: [] });
    expect(found(workflowCancelled)).toEqual({ workflows: ['W'], tasks: ['T1'] });
    expect(found(cancelled, workflowCancelled)).toEqual({ workflows: [], tasks: [] });
    expect(found(workflowCancelled, cancelled, cancelled)).toEqual({ workflows: [], tasks: [] });
  });

  it('is an ended workflow again when a task of it was created late', () => {
    const late = record('task.created', createdTask({ taskId: 'T2' }));
    expect(found(cancelled, workflowCancelled, late)).toEqual({ workflows: ['W'], tasks: ['T2'] });
  });

  it('needs the plan: that of a workflow that has ended is forgotten, its tasks and their ends are not', () => {
    const index = told(workflowCancelled, cancelled);
    expect(index.workflow('W')?.planned).toEqual([]);
    expect(index.workflow('W')?.tasks.get('T1')?.life).toBe('cancelled');
  });
});

describe('a workflow that ended long ago', () => {
  const ended = record('workflow.completed', { workflowId: 'W' });
  const others = (count: number) => [...passingWorkflows(record, count)];

  it('is forgotten with its tasks once a thousand others have ended; its repository is not', () => {
    const index = told(completed, ended, ...others(999));
    expect(index.task('T1')?.life).toBe('completed');
    toldTo(index, ...others(1));
    expect(index.workflow('W')).toBeUndefined();
    expect(index.task('T1')).toBeUndefined();
    expect(index.isCurrent('T1', 1)).toBe(false);
    expect([...index.repositories()]).toEqual(['/repo']);
  });

  it('stays while it has a task that has not ended, and while somebody needs it', () => {
    expect(told(ended, ...others(2_000)).task('T1')?.life).toBe('open');
    const needing = createTaskIndex({ mayForget: ({ workflowId }) => workflowId !== 'W' });
    expect(toldTo(needing, completed, ended, ...others(2_000)).task('T1')?.life).toBe('completed');
  });

  it('stays when it was cancelled before all of its tasks were created: more of them may come', () => {
    const cut = record('workflow.cancelled', { workflowId: 'W', by, reason: '' });
    const tasks = [taskSpec(), taskSpec({ taskId: 'T2' })];
    const index = createTaskIndex();
    for (const one of [
      requested,
      record('workflow.planned', { workflowId: 'W', part: 1, parts: 1, tasks }),
      record('workflow.approved', { workflowId: 'W', by }),
      created,
      cut,
      cancelled,
      ...others(2_000),
    ]) {
      index.apply(one);
    }
    expect(index.workflow('W')?.life).toBe('cancelled');
  });

  it('tells who kept something beside it', () => {
    const forgotten: string[] = [];
    const index = createTaskIndex({ onForget: ({ tasks }) => forgotten.push(...tasks.keys()) });
    toldTo(index, completed, ended, ...others(1_000));
    expect(forgotten).toEqual(['T1']);
  });
});

describe('what comes late', () => {
  it('from attempts that are void moves nothing', () => {
    const late = [
      record('task.executed', executedAttempt()),
      record('task.checkpointed', { ...key, commit: tree, tree }),
      record('agent.released', { ...key, agentId: 'local.shell', reason: 'lease-over' }),
    ];
    const index = told(retried, ...late);
    expect(index.task('T1')).toMatchObject({ life: 'open', attempt: 2 });
    expect(index.isCurrent('T1', 1)).toBe(false);
  });

  it.each([completed, failed, cancelled])('after $type changes nothing', (end) => {
    const before = told(end).task('T1');
    const paused = record('task.paused', { workflowId: 'W', taskId: 'T1', by });
    for (const late of [retried, escalated, completed, failed, cancelled, paused]) {
      expect(told(end, late).task('T1')).toEqual(before);
    }
  });

  it('about a workflow or a task that nobody told of is passed over', () => {
    const index = createTaskIndex();
    for (const one of [completed, record('workflow.completed', { workflowId: 'W' })]) {
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

import { describe, expect, it } from 'vitest';
import { type EventData, streams } from '@atms/contracts';
import { executedAttempt, hashOf, openedPerTest } from '@atms/testkit';
import {
  type ComposedTaskManager,
  openComposedTaskManager,
  planned,
  request,
  workflowIn,
} from './testing/composed-task-manager.ts';

const open = openedPerTest(openComposedTaskManager);
const tree = hashOf('d');
const commit = hashOf('c');

/** An approved workflow whose tasks were created. */
async function started(all: ComposedTaskManager, tasks = request().tasks) {
  const workflowId = workflowIn(await all.ask('RequestWorkflow', request({ tasks })));
  await all.ask('ApproveWorkflow', { workflowId, by: 'pat' });
  await all.ports.clock.advance(1_000);
  const created = await all.events('task.created');
  const byPlanId = new Map(created.map((task) => [task.planTaskId, task]));
  const idOf = (planTaskId: string) => byPlanId.get(planTaskId)?.taskId ?? '';
  return { workflowId, idOf };
}

function validated(
  key: { readonly workflowId: string; readonly taskId: string; readonly attempt: number },
  change: Partial<EventData<'validation.result'>> = {},
): EventData<'validation.result'> {
  const result = { verdict: 'passed', toMerge: false, gates: [] } as const;
  return { ...key, of: 'attempt', commit, tree, ...result, gates: [], ...change };
}

/** What the gateway says when an attempt passed and left nothing to merge. */
async function pass(
  all: ComposedTaskManager,
  about: { readonly workflowId: string; readonly taskId: string; readonly attempt?: number },
) {
  const key = { attempt: 1, ...about };
  await all.say(streams.validation(key.taskId, key.attempt), 'validation.result', validated(key));
}

describe('the task-manager', () => {
  it('takes a plan from its request to its end', async () => {
    const all = await open();
    const { workflowId, idOf } = await started(all);
    await pass(all, { workflowId, taskId: idOf('T1') });
    await pass(all, { workflowId, taskId: idOf('T2') });
    const { data } = await all.heard('workflow.completed');
    expect(data).toEqual({ workflowId });
    expect(await all.events('task.completed')).toHaveLength(2);
  });

  it('creates nothing before the plan is approved', async () => {
    const all = await open();
    await all.ask('RequestWorkflow', request());
    await all.ports.clock.advance(60_000);
    expect(await all.events('task.created')).toEqual([]);
  });

  it('completes a merged task with what the gateway was allowed to merge', async () => {
    const all = await open();
    const { workflowId, idOf } = await started(all, [planned('T1')]);
    const key = { workflowId, taskId: idOf('T1'), attempt: 1 };
    const accepting = { taskId: key.taskId, attempt: 1, tree };
    expect(await all.ask('AcceptAttempt', accepting)).toMatchObject({ kind: 'accepted' });
    const other = { ...accepting, tree: hashOf('e') };
    expect(await all.ask('AcceptAttempt', other)).toMatchObject({ code: 'attempt-not-current' });
    const cancel = { taskId: key.taskId, by: 'pat', reason: '' };
    expect(await all.ask('CancelTask', cancel)).toMatchObject({ code: 'merge-under-way' });
    const merged = { ...key, lineId: 'L', base: hashOf('a'), commit, tree };
    await all.say(streams.merge('L'), 'merge.applied', merged);
    await all.heard('workflow.completed');
    expect(await all.events('task.completed')).toEqual([{ ...key, tree, commit }]);
  });

  it('retries, escalates, and goes on when a person says so', async () => {
    const all = await open();
    const { workflowId, idOf } = await started(all, [planned('T1')]);
    const taskId = idOf('T1');
    for (const attempt of [1, 2, 3]) {
      const data = executedAttempt({ workflowId, taskId, attempt, outcome: 'failed' });
      await all.say(streams.execution(taskId, attempt), 'task.executed', data);
      await all.ports.clock.advance(1_000);
    }
    expect(await all.events('task.escalated')).toMatchObject([{ taskId, attempt: 3 }]);
    await all.ask('RetryTask', { taskId, by: 'pat' });
    await pass(all, { workflowId, taskId, attempt: 4 });
    await all.heard('workflow.completed');
    expect((await all.events('task.retried')).map(({ attempt }) => attempt)).toEqual([2, 3, 4]);
  });

  it('fails the workflow, and cancels what cannot start any more, when a person gives up', async () => {
    const all = await open();
    const { workflowId, idOf } = await started(all);
    const key = { workflowId, taskId: idOf('T1'), attempt: 1 };
    const unproven = validated(key, { verdict: 'unproven' });
    await all.say(streams.validation(key.taskId, 1), 'validation.result', unproven);
    await all.heard('task.escalated');
    await all.ask('RejectTask', { taskId: key.taskId, by: 'pat', reason: 'not worth it' });
    const { data } = await all.heard('workflow.failed');
    expect(data.reason).toBe('Not every task completed: T1 failed, T2 cancelled');
  });

  it('cancels every task of a workflow that is cancelled', async () => {
    const all = await open();
    const { workflowId } = await started(all);
    await all.ask('CancelWorkflow', { workflowId, by: 'pat', reason: 'too dear' });
    await all.heard('task.cancelled', 2);
    await all.ports.clock.advance(60_000);
    expect(await all.events('workflow.failed')).toEqual([]);
  });

  it('knows no task and no workflow that nobody asked for', async () => {
    const { ask } = await open();
    expect(await ask('PauseTask', { taskId: 'T', by: 'pat' })).toMatchObject({
      code: 'task-not-found',
    });
    expect(await ask('ApproveWorkflow', { workflowId: 'W', by: 'pat' })).toMatchObject({
      code: 'workflow-not-found',
    });
    expect(await ask('GrantApproval', { approvalId: 'A', by: 'pat' })).toMatchObject({
      code: 'approval-not-found',
    });
  });

  it('pauses and resumes tasks and workflows on command', async () => {
    const all = await open();
    const { workflowId, idOf } = await started(all);
    const taskId = idOf('T1');
    for (const name of ['PauseTask', 'ResumeTask'] as const)
      await all.ask(name, { taskId, by: 'pat' });
    for (const name of ['PauseWorkflow', 'ResumeWorkflow'] as const) {
      await all.ask(name, { workflowId, by: 'pat' });
    }
    expect(await all.events('task.paused')).toEqual([{ workflowId, taskId, by: 'pat' }]);
    expect(await all.events('task.resumed')).toEqual([{ workflowId, taskId, by: 'pat' }]);
    expect(await all.events('workflow.paused')).toEqual([{ workflowId, by: 'pat' }]);
    expect(await all.events('workflow.resumed')).toEqual([{ workflowId, by: 'pat' }]);
  });
});

describe('what no message led to a decision about', () => {
  const key = { workflowId: '', attempt: 1 };

  it('is found by the sweep: tasks of an approved plan', async () => {
    const all = await open({ deafTo: 'workflow.approved' });
    await started(all);
    expect(await all.events('task.created')).toEqual([]);
    await all.ports.clock.advance(60_000);
    expect(await all.events('task.created')).toHaveLength(2);
  });

  it('is found by the sweep: the end of a workflow', async () => {
    const all = await open({ deafTo: 'task.completed' });
    const { workflowId, idOf } = await started(all, [planned('T1')]);
    await pass(all, { workflowId, taskId: idOf('T1') });
    await all.heard('task.completed');
    await all.ports.clock.advance(60_000);
    await all.heard('workflow.completed');
  });

  it('is found by the sweep: tasks of a cancelled workflow', async () => {
    const all = await open({ deafTo: 'workflow.cancelled' });
    const { workflowId } = await started(all);
    await all.ask('CancelWorkflow', { workflowId, by: 'pat', reason: '' });
    expect(await all.events('task.cancelled')).toEqual([]);
    await all.ports.clock.advance(60_000);
    await all.heard('task.cancelled', 2);
  });

  it.each(['merge.applied', 'merge.conflicted'] as const)(
    'is found by the sweep: %s of an accepted attempt',
    async (outcome) => {
      const all = await open({ deafTo: outcome });
      const { workflowId, idOf } = await started(all, [planned('T1')]);
      const taskId = idOf('T1');
      await all.ask('AcceptAttempt', { taskId, attempt: 1, tree });
      const of = { ...key, workflowId, taskId, lineId: 'L' };
      const said = { reason: 'moved', message: 'moved', paths: [], findings: [] } as const;
      if (outcome === 'merge.applied') {
        await all.say(streams.merge('L'), outcome, { ...of, base: hashOf('a'), commit, tree });
      } else
        await all.say(streams.merge('L'), outcome, { ...of, ...said, paths: [], findings: [] });
      await all.ports.clock.advance(60_000);
      await all.heard(outcome === 'merge.applied' ? 'task.completed' : 'task.retried');
    },
  );
});

describe('two replicas of the task-manager on a rough bus', () => {
  it.each([1, 2, 3, 4])('decide once about everything (seed %d)', async (seed) => {
    const all = await open({ replicas: 2, seed });
    const tasks = ['T1', 'T2', 'T3'].map((id) => planned(id));
    const { workflowId, idOf } = await started(all, tasks);
    const interrupted = executedAttempt({
      workflowId,
      taskId: idOf('T1'),
      outcome: 'interrupted',
    });
    await all.say(streams.execution(idOf('T1'), 1), 'task.executed', interrupted);
    await pass(all, { workflowId, taskId: idOf('T2') });
    await all.ports.clock.advance(10_000);
    await all.ask('CancelTask', { taskId: idOf('T3'), by: 'pat', reason: '' });
    await pass(all, { workflowId, taskId: idOf('T1'), attempt: 2 });
    await all.ports.clock.advance(10_000);
    const inTheEnd = await Promise.all([
      all.events('task.created'),
      all.events('task.retried'),
      all.events('task.completed'),
      all.events('task.cancelled'),
      all.events('workflow.failed'),
    ]);
    expect(inTheEnd.map((events) => events.length)).toEqual([3, 1, 2, 1, 1]);
    expect(all.ports.complaints).toEqual([]);
  });
});

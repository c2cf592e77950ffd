import { describe, expect, it } from 'vitest';
import { streams } from '@atms/contracts';
import { hashOf, openedPerTest } from '@atms/testkit';
import {
  type ComposedTaskManager,
  openComposedTaskManager,
  planned,
  request,
  workflowIn,
} from './testing/composed-task-manager.ts';

const open = openedPerTest(openComposedTaskManager);
const by = 'pat';
const tree = hashOf('d');

/** An approved workflow of T1 and T2, the second after the first. */
async function started(all: ComposedTaskManager) {
  const workflowId = workflowIn(await all.ask('RequestWorkflow', request()));
  await all.ask('ApproveWorkflow', { workflowId, by });
  await all.ports.clock.advance(1_000);
  return { workflowId, ...(await ids(all)) };
}

async function ids(all: ComposedTaskManager) {
  const created = await all.events('task.created');
  const byPlanId = new Map(created.map((task) => [task.planTaskId, task.taskId]));
  return { idOf: (planTaskId: string) => byPlanId.get(planTaskId) ?? '' };
}

async function pass(all: ComposedTaskManager, workflowId: string, taskId: string) {
  const key = { workflowId, taskId, attempt: 1 };
  const result = { of: 'attempt', commit: hashOf('c'), tree, verdict: 'passed' } as const;
  const data = { ...key, ...result, toMerge: false, gates: [] };
  await all.say(streams.validation(taskId, 1), 'validation.result', data);
}

async function startAttempt(all: ComposedTaskManager, workflowId: string, taskId: string) {
  const where = { agentId: 'local.shell', executorId: 'local', base: tree, start: tree };
  const data = { workflowId, taskId, attempt: 1, ...where };
  await all.say(streams.execution(taskId, 1), 'task.started', data);
}

describe('adding tasks', () => {
  it('creates them, with what they depend on, and the workflow ends after them', async () => {
    const all = await open();
    const { workflowId, idOf } = await started(all);
    const tasks = [planned('T3', 'T1'), planned('T4', 'T3')];
    const answer = await all.ask('AddTasks', { workflowId, tasks, by }, 'add');
    expect(answer).toMatchObject({ kind: 'accepted', body: { workflowId } });
    expect(await all.ask('AddTasks', { workflowId, tasks, by }, 'add')).toEqual(answer);
    await all.ports.clock.advance(1_000);
    const more = await ids(all);
    const [, , third, fourth] = await all.events('task.created');
    expect(third).toMatchObject({ dependencies: [idOf('T1')], lineId: third?.lineId });
    expect(fourth).toMatchObject({ dependencies: [more.idOf('T3')] });
    for (const id of ['T1', 'T2']) await pass(all, workflowId, idOf(id));
    await all.ports.clock.advance(60_000);
    expect(await all.events('workflow.completed')).toEqual([]);
    for (const id of ['T3', 'T4']) await pass(all, workflowId, more.idOf(id));
    await all.heard('workflow.completed');
    const again = await all.ask('AddTasks', { workflowId, tasks, by }, 'add');
    expect(again).toMatchObject({ kind: 'accepted', body: { workflowId } });
    expect(
      await all.ask('AddTasks', { workflowId, tasks: [planned('T5', 'T4')], by }),
    ).toMatchObject({ kind: 'rejected', code: 'workflow-already-ended' });
    await all.pass(1_000);
    expect(await all.ask('AddTasks', { workflowId, tasks, by }, 'add')).toMatchObject(again);
    expect(
      await all.ask('AddTasks', { workflowId, tasks: [planned('T5', 'T4')], by }),
    ).toMatchObject({ kind: 'rejected', code: 'workflow-already-ended' });
  });

  it('is refused for a path that is not one of the repository', async () => {
    const all = await open();
    const { workflowId } = await started(all);
    const tasks = [{ ...planned('T3'), paths: ['/etc/passwd'] }];
    expect(await all.ask('AddTasks', { workflowId, tasks, by })).toMatchObject({
      code: 'plan-not-possible',
      message: "'T3': the path pattern '/etc/passwd' must be relative to the top of the repository",
    });
  });

  it('is refused for what could never end, with the nearest name', async () => {
    const all = await open();
    const { workflowId, idOf } = await started(all);
    const add = (...tasks: readonly ReturnType<typeof planned>[]) =>
      all.ask('AddTasks', { workflowId, tasks: [...tasks], by });
    expect(await add(planned('T3', 'TT1'))).toMatchObject({
      code: 'plan-not-possible',
      message: expect.stringContaining("did you mean 'T1'?") as string,
    });
    expect(await add(planned('T3', 'T4'), planned('T4', 'T3'))).toMatchObject({
      message: expect.stringContaining('circle') as string,
    });
    expect(await add(planned('T1'))).toMatchObject({ code: 'task-exists' });
    await all.ask('CancelTask', { taskId: idOf('T1'), by, reason: '' });
    expect(await add(planned('T3', 'T1'))).toMatchObject({
      message: "'T3' depends on 'T1', which is cancelled and will not complete",
    });
    expect(
      await all.ask('AddTasks', { workflowId: 'W', tasks: [planned('T3')], by }),
    ).toMatchObject({ code: 'workflow-not-found' });
  });
});

describe('changing a task', () => {
  it('says from which attempt on it holds', async () => {
    const all = await open();
    const { workflowId, idOf } = await started(all);
    const taskId = idOf('T1');
    const update = (name: string) => all.ask('UpdateTask', { taskId, changes: { name }, by });
    expect(await update('One')).toMatchObject({ body: { taskId, attempt: 1 } });
    await startAttempt(all, workflowId, taskId);
    expect(await update('Two')).toMatchObject({ body: { taskId, attempt: 2 } });
    expect(await update('Two')).toMatchObject({ kind: 'accepted' });
    expect((await all.events('task.updated')).map(({ changes }) => changes)).toEqual([
      { name: 'One' },
      { name: 'Two' },
    ]);
  });

  it('gives it to other agents, at once when one of them has it', async () => {
    const all = await open();
    const { workflowId, idOf } = await started(all);
    const [waiting, running] = [idOf('T2'), idOf('T1')];
    await startAttempt(all, workflowId, running);
    const reassign = (taskId: string) => all.ask('ReassignTask', { taskId, agent: 'recorded', by });
    expect(await reassign(waiting)).toMatchObject({ body: { attempt: 1 } });
    expect(await reassign(running)).toMatchObject({ body: { attempt: 2 } });
    expect(await all.events('task.retried')).toMatchObject([
      { taskId: running, attempt: 2, cause: 'person', agent: 'any' },
    ]);
  });

  it('takes it from the agent that has it, also when a change has named the other ones before', async () => {
    const all = await open();
    const { workflowId, idOf } = await started(all);
    const taskId = idOf('T1');
    await startAttempt(all, workflowId, taskId);
    const changes = { agent: 'recorded' };
    expect(await all.ask('UpdateTask', { taskId, changes, by })).toMatchObject({
      body: { attempt: 2 },
    });
    expect(await all.events('task.retried')).toEqual([]);
    const reassign = () => all.ask('ReassignTask', { taskId, agent: 'recorded', by });
    expect(await reassign()).toMatchObject({ body: { attempt: 2 } });
    expect(await reassign()).toMatchObject({ body: { attempt: 2 } });
    expect(await all.events('task.retried')).toMatchObject([{ taskId, cause: 'person' }]);
  });
});

import { describe, expect, it } from 'vitest';
import { streams } from '@atms/contracts';
import { openedPerTest } from '@atms/testkit';
import {
  openComposedTaskManager,
  planned,
  request,
  workflowIn,
} from '../testing/composed-task-manager.ts';

const open = openedPerTest(openComposedTaskManager);
const changed = request({ planHash: 'second text', tasks: [planned('T1'), planned('T3')] });

describe('the request of a workflow', () => {
  it('begins one, with ids for its tasks and their dependencies', async () => {
    const { ask, events } = await open();
    const answer = await ask('RequestWorkflow', request());
    const workflowId = workflowIn(answer);
    expect(answer).toEqual({
      kind: 'accepted',
      position: 2,
      body: { workflowId, continued: false, life: 'requested', branch: 'atms/auth' },
    });
    const [plan] = await events('workflow.planned');
    const [first, second] = plan?.tasks ?? [];
    expect(second?.dependencies).toEqual([first?.taskId]);
    expect(first?.taskId).not.toBe(second?.taskId);
    expect(await events('workflow.requested')).toMatchObject([{ workflowId, name: 'auth' }]);
  });

  it('gives workflows of one branch one line, and of another branch another', async () => {
    const { ask, events } = await open();
    await ask('RequestWorkflow', request());
    await ask('RequestWorkflow', request({ name: 'docs' }));
    await ask('RequestWorkflow', request({ name: 'test', branch: 'atms/test' }));
    const [auth, docs, test] = (await events('workflow.requested')).map(({ lineId }) => lineId);
    expect(auth).toBe(docs);
    expect(auth).not.toBe(test);
  });
});

describe('the same plan of the same name in the same repository', () => {
  it('continues its workflow as long as that is unfinished', async () => {
    const { ask, events } = await open();
    const workflowId = workflowIn(await ask('RequestWorkflow', request()));
    await ask('ApproveWorkflow', { workflowId, by: 'pat' });
    const again = await ask('RequestWorkflow', request({ branch: 'atms/other' }));
    expect(again).toMatchObject({
      kind: 'accepted',
      body: { workflowId, continued: true, life: 'approved', branch: 'atms/auth' },
    });
    expect(await events('workflow.requested')).toHaveLength(1);
  });

  it('is not begun anew once it was completed, unless `new` says so', async () => {
    const { ask, say } = await open();
    const first = workflowIn(await ask('RequestWorkflow', request()));
    await say(streams.workflow(first), 'workflow.completed', { workflowId: first });
    const again = await ask('RequestWorkflow', request());
    expect(again).toMatchObject({
      body: { workflowId: first, continued: true, life: 'completed' },
    });
    const other = await ask('RequestWorkflow', request({ planHash: 'another text' }));
    expect(other).toMatchObject({ body: { continued: false } });
    const anew = await ask('RequestWorkflow', request({ planHash: 'another text', mode: 'new' }));
    expect(workflowIn(anew)).not.toBe(workflowIn(other));
  });

  it('begins anew once that was cancelled', async () => {
    const { ask } = await open();
    const first = workflowIn(await ask('RequestWorkflow', request()));
    await ask('CancelWorkflow', { workflowId: first, by: 'pat', reason: '' });
    const second = await ask('RequestWorkflow', request());
    expect(second).toMatchObject({ body: { continued: false } });
    expect(workflowIn(second)).not.toBe(first);
  });

  it('is another workflow in another repository or by another name', async () => {
    const { ask, events } = await open();
    await ask('RequestWorkflow', request());
    await ask('RequestWorkflow', request({ repository: '/srv/other' }));
    await ask('RequestWorkflow', request({ name: 'other' }));
    const ids = (await events('workflow.requested')).map(({ workflowId }) => workflowId);
    expect(new Set(ids).size).toBe(3);
  });
});

describe('a plan whose text was changed', () => {
  it('is refused until somebody says which of the two is meant', async () => {
    const { ask, events } = await open();
    const workflowId = workflowIn(await ask('RequestWorkflow', request()));
    expect(await ask('RequestWorkflow', changed)).toMatchObject({
      kind: 'rejected',
      code: 'plan-changed',
      fields: { workflowId },
    });
    expect(await events('workflow.requested')).toHaveLength(1);
  });

  it('goes on as it was with `continue`', async () => {
    const { ask } = await open();
    const workflowId = workflowIn(await ask('RequestWorkflow', request()));
    expect(await ask('RequestWorkflow', { ...changed, mode: 'continue' })).toMatchObject({
      kind: 'accepted',
      body: { workflowId, continued: true },
    });
  });

  it('takes the place of the old one with `new`, which is cancelled', async () => {
    const { ask, events } = await open();
    const old = workflowIn(await ask('RequestWorkflow', request()));
    const answer = await ask('RequestWorkflow', { ...changed, mode: 'new' });
    expect(answer).toMatchObject({ kind: 'accepted', body: { continued: false } });
    expect(workflowIn(answer)).not.toBe(old);
    expect(await events('workflow.cancelled')).toMatchObject([
      { workflowId: old, reason: 'replaced by a changed plan' },
    ]);
  });

  it('does so also when the old text is wanted anew', async () => {
    const { ask, events } = await open();
    await ask('RequestWorkflow', request());
    await ask('RequestWorkflow', request({ mode: 'new' }));
    expect(await events('workflow.requested')).toHaveLength(2);
    expect(await events('workflow.cancelled')).toHaveLength(1);
  });
});

describe('the same command', () => {
  it('sent again is answered with the workflow that it began, also after its end', async () => {
    const { ask, events } = await open();
    const workflowId = workflowIn(await ask('RequestWorkflow', request(), 'same'));
    const again = await ask('RequestWorkflow', request(), 'same');
    expect(again).toMatchObject({ body: { workflowId, continued: false } });
    await ask('CancelWorkflow', { workflowId, by: 'pat', reason: '' });
    expect(workflowIn(await ask('RequestWorkflow', request(), 'same'))).toBe(workflowId);
    expect(await events('workflow.requested')).toHaveLength(1);
  });

  it('sent again long after its end, when a later one of the name is under way, changes nothing', async () => {
    const { ask, pass, events } = await open();
    const first = workflowIn(await ask('RequestWorkflow', request({ mode: 'new' }), 'same'));
    await ask('CancelWorkflow', { workflowId: first, by: 'pat', reason: '' });
    await pass(1_000);
    await ask('RequestWorkflow', request({ mode: 'new' }));
    expect(workflowIn(await ask('RequestWorkflow', request({ mode: 'new' }), 'same'))).toBe(first);
    expect(await events('workflow.cancelled')).toHaveLength(1_001);
  });

  it('with `new`, sent again, cancels nothing more', async () => {
    const { ask, events } = await open();
    await ask('RequestWorkflow', request());
    const first = await ask('RequestWorkflow', request({ mode: 'new' }), 'same');
    const again = await ask('RequestWorkflow', request({ mode: 'new' }), 'same');
    expect(workflowIn(again)).toBe(workflowIn(first));
    expect(await events('workflow.cancelled')).toHaveLength(1);
  });
});

describe('requests of the same moment', () => {
  it.each([1, 2])('are one workflow, with %d replicas', async (replicas) => {
    const { ask, events } = await open({ replicas });
    const answers = await Promise.all([1, 2, 3, 4].map(() => ask('RequestWorkflow', request())));
    expect(new Set(answers.map(workflowIn)).size).toBe(1);
    expect(await events('workflow.requested')).toHaveLength(1);
    const begun = answers.filter((one) => JSON.stringify(one).includes('"continued":false'));
    expect(begun).toHaveLength(1);
  });

  it('with different texts are decided one after the other: the second is told', async () => {
    const { ask, events } = await open({ replicas: 2 });
    const answers = await Promise.all([
      ask('RequestWorkflow', request()),
      ask('RequestWorkflow', changed),
    ]);
    expect(answers.map(({ kind }) => kind).toSorted()).toEqual(['accepted', 'rejected']);
    expect(answers.find(({ kind }) => kind === 'rejected')).toMatchObject({ code: 'plan-changed' });
    expect(await events('workflow.requested')).toHaveLength(1);
  });
});

describe('a plan that could never end', () => {
  it.each([
    ['names a task twice', [planned('T1'), planned('T1')], "Two tasks are called 'T1'"],
    ['waits for what is not there', [planned('T1', 'T9')], "'T1' depends on 'T9'"],
    ['has a circle', [planned('T1', 'T2'), planned('T2', 'T1')], 'in a circle: T1 → T2 → T1'],
    [
      'names a path outside of the repository',
      [{ ...planned('T1'), paths: ['src/**', '../other/**'] }],
      "'T1': the path pattern '../other/**' must not lead upwards",
    ],
    [
      'says more of a task than fits into an event',
      [{ ...planned('T1'), acceptance: Array.from({ length: 5 }, () => 'x'.repeat(15_000)) }],
      "'T1' takes more than 61440 bytes",
    ],
  ])('is refused and changes nothing when it %s', async (_, tasks, says) => {
    const { ask, ports } = await open();
    await ask('RequestWorkflow', request());
    const head = await ports.store.head();
    const answer = await ask('RequestWorkflow', { ...changed, mode: 'new', tasks });
    expect(answer).toMatchObject({ kind: 'rejected', code: 'plan-not-possible' });
    expect(answer.kind === 'rejected' && answer.message).toContain(says);
    expect(await ports.store.head()).toBe(head);
  });
});

describe('a plan of ten thousand tasks', () => {
  it('is requested in one append and comes back whole', async () => {
    const { ask, events, ports } = await open();
    const tasks = Array.from({ length: 10_000 }, (_, index) =>
      index === 0 ? planned('T0') : planned(`T${index}`, `T${index - 1}`),
    );
    const workflowId = workflowIn(await ask('RequestWorkflow', request({ tasks })));
    const plan = (await events('workflow.planned')).flatMap((part) => part.tasks);
    expect(plan.map(({ planTaskId }) => planTaskId)).toEqual(tasks.map((one) => one.planTaskId));
    const commands = (await ports.store.readStream(streams.workflow(workflowId))).map(
      ({ metadata }) => metadata.commandId,
    );
    expect(new Set(commands).size).toBe(1);
  });
});

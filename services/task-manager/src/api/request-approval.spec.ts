import { describe, expect, it } from 'vitest';
import { type CommandPayload, streams } from '@atms/contracts';
import {
  createdTask,
  createGate,
  openedPerTest,
  requestedWorkflow,
  retriedTask,
} from '@atms/testkit';
import { type ComposedOptions, openComposedTaskManager } from '../testing/composed-task-manager.ts';

const question: CommandPayload<'RequestApproval'> = {
  taskId: 'T1',
  attempt: 1,
  requestId: 'one',
  action: 'network',
  detail: 'npm',
};

/** With task T1 at its first attempt. */
async function openWithTask(options: ComposedOptions = {}) {
  const opened = await openComposedTaskManager(options);
  await opened.say(streams.workflow('W'), 'workflow.requested', requestedWorkflow());
  await opened.say(streams.task('T1'), 'task.created', createdTask());
  return opened;
}
const open = openedPerTest(openWithTask);

describe('a question of an agent', () => {
  it('becomes an approval that expires', async () => {
    const { ask, events } = await open();
    const answer = await ask('RequestApproval', question);
    const [asked] = await events('approval.requested');
    expect(answer).toMatchObject({ kind: 'accepted', body: { approvalId: asked?.approvalId } });
    expect(asked).toMatchObject({
      workflowId: 'W',
      taskId: 'T1',
      attempt: 1,
      action: 'network',
      detail: 'npm',
      expiresAt: '2030-01-01T01:00:00.000Z',
    });
    expect(await events('approval.granted')).toEqual([]);
  });

  it('is granted at once when its kind needs nobody, and says by which rule', async () => {
    const { ask, events } = await open();
    await ask('RequestApproval', { ...question, action: 'dependency.add' });
    expect(await events('approval.granted')).toMatchObject([
      { by: 'policy', policy: 'approvals.auto: dependency.add' },
    ]);
  });

  it('is one approval however often it is asked', async () => {
    const { ask, events } = await open({ replicas: 2 });
    const answers = await Promise.all([
      ask('RequestApproval', question),
      ask('RequestApproval', question),
    ]);
    const again = await ask('RequestApproval', { ...question, requestId: 'two' });
    expect(new Set([...answers, again].map(bodyOf)).size).toBe(1);
    expect(await events('approval.requested')).toHaveLength(1);
  });

  it('is another approval when something else is asked', async () => {
    const { ask, events } = await open();
    await ask('RequestApproval', question);
    await ask('RequestApproval', { ...question, requestId: 'two', detail: 'pip' });
    expect(await events('approval.requested')).toHaveLength(2);
  });

  it('of an attempt that is void is refused', async () => {
    const { ask, say, events } = await open();
    await say(streams.task('T1'), 'task.retried', retriedTask());
    for (const change of [{ attempt: 1 }, { attempt: 3 }, { taskId: 'T9' }]) {
      expect(await ask('RequestApproval', { ...question, ...change })).toMatchObject({
        kind: 'rejected',
        code: 'attempt-not-current',
      });
    }
    expect(await events('approval.requested')).toEqual([]);
  });

  it('of an attempt that was opened just now waits until the board has seen that', async () => {
    const gate = createGate();
    const { ask, say } = await open({ blindUntil: gate.opened });
    await say(streams.task('T1'), 'task.retried', retriedTask());
    const answer = ask('RequestApproval', { ...question, attempt: 2 });
    gate.open();
    expect(await answer).toMatchObject({ kind: 'accepted' });
  });
});

describe('an approval', () => {
  it('is granted or denied by a person, once', async () => {
    const { ask, events, heard } = await open();
    await ask('RequestApproval', question);
    const { data } = await heard('approval.requested');
    const { approvalId } = data;
    expect(await ask('GrantApproval', { approvalId, by: 'pat' })).toMatchObject({
      kind: 'accepted',
    });
    expect(await ask('DenyApproval', { approvalId, by: 'kim', reason: '' })).toMatchObject({
      kind: 'rejected',
      code: 'approval-already-decided',
    });
    expect(await events('approval.granted')).toMatchObject([{ approvalId, by: 'pat' }]);
  });

  it('expires when nobody answers in time', async () => {
    const { ask, events, ports } = await open();
    await ask('RequestApproval', question);
    await ports.clock.advance(3_599_999);
    expect(await events('approval.expired')).toEqual([]);
    await ports.clock.advance(1);
    expect(await events('approval.expired')).toMatchObject([{ reason: 'time-over' }]);
  });

  it('expires with the attempt that asked', async () => {
    const { ask, heard } = await open();
    await ask('RequestApproval', question);
    await ask('CancelTask', { taskId: 'T1', by: 'pat', reason: '' });
    const { data } = await heard('approval.expired');
    expect(data).toMatchObject({ attempt: 1, reason: 'attempt-not-current' });
  });
});

function bodyOf(answer: unknown): string {
  return JSON.stringify(
    typeof answer === 'object' && answer !== null && 'body' in answer ? answer.body : answer,
  );
}

import { describe, expect, it } from 'vitest';
import { tablesAfter } from '../spec-support/memory-tables.ts';
import {
  attemptKey,
  begun,
  carriedOut,
  escalated,
  executed,
  planned,
  ready,
  registered,
  retried,
  underWay,
} from '../spec-support/story-steps.ts';
import { createStory, type Story, taskIdOf, workflowId } from '../spec-support/story.ts';
import { waitingItems, waitsForPerson, type WorkflowRows } from './waiting.ts';

const pair = [{ id: 'T1' }, { id: 'T2', dependencies: ['T1'] }];
const apart = [{ id: 'T1' }, { id: 'T2' }];

function rowsAfter(story: Story, held: readonly string[] = []): WorkflowRows {
  const tables = tablesAfter(story);
  const [workflow] = tables.rows('workflows');
  if (workflow === undefined) throw new Error('The story has no workflow');
  const approvals = tables.rows('approvals').filter((row) => row.state === 'pending');
  const checkout = { branch: 'atms/w', path: "/shops/ada's/shop" };
  const checkouts = new Map(held.map((id) => [taskIdOf(id), checkout]));
  return {
    workflow,
    tasks: tables.rows('tasks'),
    approvals,
    checkouts,
    agents: tables.rows('agents'),
  };
}

const waits = (story: Story) => waitsForPerson(rowsAfter(story));

function asksForApproval(story: Story, id: string): Story {
  return story.happened('approval.requested', {
    ...attemptKey(story, id),
    approvalId: 'A1',
    action: 'npm install',
    detail: 'left-pad',
    expiresAt: '2030-01-01T01:00:00.000Z',
  });
}

describe('a workflow waits for a person', () => {
  it('when its plan waits for approval', () => {
    expect(waits(planned(createStory(), pair))).toBe(true);
  });

  it('when everything else depends on an escalated task', () => {
    const story = escalated(underWay(begun(createStory(), pair), 'T1'), 'T1');
    expect(waits(story)).toBe(true);
    expect(waits(retried(story, 'T1', 'person'))).toBe(false);
  });

  it('when all that is left depends on a bad end, beside what is escalated', () => {
    const plan = [{ id: 'F' }, { id: 'D', dependencies: ['F'] }, { id: 'E' }];
    const story = escalated(underWay(begun(createStory(), plan), 'E'), 'E');
    expect(waits(story)).toBe(false);
    story.happened('task.failed', { ...attemptKey(story, 'F'), reason: 'no more', by: 'policy' });
    expect(waits(story)).toBe(true);
  });

  it('when the only running attempt asks for an approval', () => {
    const story = underWay(begun(createStory(), pair), 'T1');
    expect(waits(story)).toBe(false);
    expect(waits(asksForApproval(story, 'T1'))).toBe(true);
  });

  it('when nobody will ever take what is ready: no agent can, or a person has drained those that can', () => {
    const one = (agent?: string) =>
      ready(
        begun(registered(createStory()), [
          agent === undefined ? { id: 'T1' } : { id: 'T1', agent },
        ]),
        'T1',
      );
    expect(waits(one())).toBe(false);
    expect(waits(one('tester'))).toBe(true);
    const drained = one().happened('agent.drained', { agentId: 'box.shell', by: 'ada' });
    expect(waits(drained)).toBe(true);
    expect(waitingItems(rowsAfter(drained))).toMatchObject([{ kind: 'agent', planTaskId: 'T1' }]);
    const offline = one().happened('agent.offline', { agentId: 'box.shell', reason: 'silent' });
    expect(waits(offline)).toBe(false);
  });

  it('when it is paused and nothing runs any more', () => {
    const story = underWay(begun(createStory(), pair), 'T1');
    story.happened('workflow.paused', { workflowId, by: 'ada' });
    expect(waits(story)).toBe(false);
    const done = carriedOut(begun(createStory(), pair), 'T1');
    expect(waits(done.happened('workflow.paused', { workflowId, by: 'ada' }))).toBe(true);
  });

  it('when every merge waits for a checkout of the branch', () => {
    const story = executed(underWay(begun(createStory(), apart), 'T1'), 'T1');
    executed(underWay(story, 'T2'), 'T2');
    expect(waitsForPerson(rowsAfter(story, ['T1']))).toBe(false);
    expect(waitsForPerson(rowsAfter(story, ['T1', 'T2']))).toBe(true);
  });

  it('but not while another task can go on by itself', () => {
    const story = escalated(underWay(begun(createStory(), apart), 'T1'), 'T1');
    expect(waits(story)).toBe(false);
    expect(waits(retried(underWay(story, 'T2'), 'T2', 'agent-failed'))).toBe(false);
    expect(waits(carriedOut(story, 'T2'))).toBe(true);
  });

  it('but not once it has ended', () => {
    const story = escalated(underWay(begun(createStory(), pair), 'T1'), 'T1');
    story.happened('workflow.cancelled', { workflowId, by: 'ada', reason: 'enough' });
    expect(waits(story)).toBe(false);
  });
});

describe('what waits for a person', () => {
  const commandsAfter = (story: Story) =>
    waitingItems(rowsAfter(story)).map(({ kind, commands }) => [kind, ...commands]);

  it('names the commands that settle it', () => {
    expect(commandsAfter(planned(createStory(), pair))).toEqual([
      ['workflow', 'atms approve W1', 'atms reject W1'],
    ]);
    const story = asksForApproval(underWay(begun(createStory(), apart), 'T1'), 'T1');
    escalated(underWay(story, 'T2'), 'T2');
    story.happened('workflow.paused', { workflowId, by: 'ada' });
    const t2 = taskIdOf('T2');
    expect(commandsAfter(story)).toEqual([
      ['paused', 'atms workflow resume W1'],
      ['approval', 'atms approve A1', 'atms reject A1'],
      [
        'escalation',
        `atms task retry ${t2}`,
        `atms reject ${t2}`,
        `atms task update ${t2} --description TEXT`,
      ],
    ]);
  });

  it('names each task that is paused', () => {
    const story = begun(createStory(), pair);
    const { attempt: _, ...key } = attemptKey(story, 'T1');
    story.happened('task.paused', { ...key, by: 'ada' });
    expect(waits(story)).toBe(true);
    expect(commandsAfter(story)).toEqual([['paused', `atms task resume ${taskIdOf('T1')}`]]);
  });

  it('names the checkout once that merges wait for, and how to leave it', () => {
    const story = executed(underWay(begun(createStory(), apart), 'T1'), 'T1');
    const items = waitingItems(rowsAfter(story, ['T1', 'T2']));
    expect(items).toMatchObject([
      {
        kind: 'checkout',
        what: "T1 waits until atms/w is no longer checked out at /shops/ada's/shop",
        commands: [String.raw`git -C '/shops/ada'\''s/shop' switch --detach`],
      },
    ]);
  });

  it('is nothing while all goes well', () => {
    expect(commandsAfter(underWay(begun(createStory(), pair), 'T1'))).toEqual([]);
  });
});

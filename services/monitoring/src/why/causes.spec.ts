import { describe, expect, it } from 'vitest';
import {
  assigned,
  attemptKey,
  begun,
  carriedOut,
  escalated,
  executed,
  planned,
  queued,
  ready,
  registered,
  retried,
  underWay,
  validated,
} from '../spec-support/story-steps.ts';
import {
  createStory,
  lineId,
  type Story,
  type StoryTask,
  taskIdOf,
  workflowId,
} from '../spec-support/story.ts';
import { surroundingsAfter, taskIn } from '../spec-support/surroundings.ts';
import { causesOf } from './causes.ts';

function causes(story: Story, id: string) {
  const around = surroundingsAfter(story);
  return causesOf(taskIn(around, id), around);
}

const codes = (story: Story, id: string) => causes(story, id).map(({ code }) => code);
const text = (story: Story, id: string) =>
  causes(story, id)
    .map((one) => one.text)
    .join('; ');

const story = (tasks: readonly StoryTask[] = [{ id: 'T1' }]) =>
  begun(registered(createStory()), tasks);
const pair = [{ id: 'T1' }, { id: 'T2', dependencies: ['T1'] }];

describe('a task that waits', () => {
  it('waits for the approval of its plan, and says the commands that decide it', () => {
    const [cause] = causes(planned(createStory(), [{ id: 'T1' }]), 'T1');
    expect(cause).toMatchObject({
      code: 'plan-not-approved',
      who: 'person',
      commands: [`atms approve ${workflowId}`, `atms reject ${workflowId}`],
    });
  });

  it('names every dependency that has not completed, and nothing once all have', () => {
    expect(text(story(pair), 'T2')).toBe('waits for T1');
    expect(causes(story(pair), 'T2')[0]?.by).toEqual([taskIdOf('T1')]);
    expect(text(carriedOut(story(pair), 'T1'), 'T2')).toBe('is next in the queue');
  });

  it('says until when it backs off', () => {
    const notBefore = '2030-01-01T00:05:00.000Z';
    const again = retried(underWay(story(), 'T1'), 'T1', { cause: 'agent-failed', notBefore });
    const backing = queued(again, 'T1', { notBefore });
    expect(text(backing, 'T1')).toBe(`backs off before attempt 2 until ${notBefore}`);
    backing.wait(6 * 60_000);
    expect(codes(backing, 'T1')).toEqual(['queueing']);
  });

  it('names the paths and who holds them, but not its own lock', () => {
    const both = story([
      { id: 'T1', paths: ['src/**'] },
      { id: 'T2', paths: ['src/a.ts'] },
    ]);
    both.happened('lock.acquired', { ...attemptKey(both, 'T1'), lineId, paths: ['src/**'] });
    expect(text(both, 'T2')).toBe('waits for src/** held by T1');
    expect(codes(both, 'T1')).toEqual(['queueing']);
  });

  it('waits for its turn behind those in flight on its line', () => {
    expect(text(ready(story([{ id: 'T1' }, { id: 'T2' }]), 'T1'), 'T2')).toBe(
      'waits for its turn behind T1',
    );
  });

  it('says first that a person paused it, then what else keeps it', () => {
    const paused = story(pair).happened('workflow.paused', { workflowId, by: 'ada' });
    const { taskId } = attemptKey(paused, 'T2');
    paused.happened('task.paused', { workflowId, taskId, by: 'ada' });
    expect(codes(paused, 'T2')).toEqual(['task-paused', 'workflow-paused', 'dependency']);
  });
});

describe('a task that is ready', () => {
  it('waits for an agent that nobody is, and says how to give it to another one', () => {
    const [cause] = causes(
      ready(story([{ id: 'T1', agent: 'tester', skills: ['sql'] }]), 'T1'),
      'T1',
    );
    expect(cause).toMatchObject({ code: 'no-capable-agent', who: 'person' });
    expect(cause?.text).toBe('waits for an agent that can do tester, sql; there is none');
    expect(cause?.commands).toContain(`atms task reassign ${taskIdOf('T1')} --agent KIND`);
  });

  it('waits for agents that are away', () => {
    const away = ready(story(), 'T1').happened('agent.drained', {
      agentId: 'box.shell',
      by: 'ada',
    });
    expect(text(away, 'T1')).toBe('waits for an agent: box.shell is drained');
  });

  it('names those that have every slot, and none while one is free', () => {
    const three = begun(registered(createStory(), 2), [{ id: 'T1' }, { id: 'T2' }, { id: 'T3' }]);
    for (const id of ['T1', 'T2', 'T3']) ready(three, id);
    expect(codes(assigned(three, 'T1'), 'T3')).toEqual(['assigning']);
    expect(text(assigned(three, 'T2'), 'T3')).toBe(
      'waits for a slot of box.shell, taken by T1 and T2',
    );
  });
});

describe('a task under way', () => {
  it('says attempt, time and agent, and what the agent waits for', () => {
    const running = underWay(story(), 'T1').wait(40_000);
    expect(text(running, 'T1')).toBe('attempt 1, running for 40s on box.shell');
    running.happened('approval.requested', {
      ...attemptKey(running, 'T1'),
      approvalId: 'A1',
      action: 'npm install',
      detail: '',
      expiresAt: '2030-01-01T01:00:00.000Z',
    });
    expect(causes(running, 'T1')[0]).toMatchObject({
      code: 'approval',
      text: 'waits for leave to npm install (A1)',
      commands: ['atms approve A1', 'atms reject A1'],
    });
  });

  it('is checked, then waits for its turn to merge', () => {
    const checked = executed(underWay(story(), 'T1'), 'T1').wait(3_000);
    expect(text(checked, 'T1')).toBe('attempt 1, being checked for 3s');
    expect(codes(validated(checked, 'T1'), 'T1')).toEqual(['merging']);
    const two = story([{ id: 'T1' }, { id: 'T2' }]);
    for (const id of ['T1', 'T2']) validated(executed(underWay(two, id), id), id);
    two.happened('merge.started', {
      ...attemptKey(two, 'T1'),
      lineId,
      base: 'a'.repeat(40),
      commit: 'b'.repeat(40),
      tree: 'c'.repeat(40),
    });
    expect(text(two, 'T2')).toBe('waits for its turn to merge after T1');
  });

  it('waits for the checkout that its merge needs', () => {
    const checkouts = new Map([[taskIdOf('T1'), { branch: 'atms/w', path: '/shops/ada/shop' }]]);
    const around = surroundingsAfter(executed(underWay(story(), 'T1'), 'T1'), checkouts);
    expect(causesOf(taskIn(around, 'T1'), around)).toMatchObject([
      { code: 'checkout', commands: ["git -C '/shops/ada/shop' switch --detach"] },
    ]);
  });
});

describe('a task that a person has to decide, and one that has ended', () => {
  it('says why and who', () => {
    expect(text(escalated(story(), 'T1', 'red'), 'T1')).toBe(
      'needs a person, retries-exhausted: red',
    );
    expect(causes(carriedOut(story(), 'T1'), 'T1')[0]).toMatchObject({
      code: 'completed',
      text: 'completed with attempt 1',
      who: 'nobody',
    });
  });
});

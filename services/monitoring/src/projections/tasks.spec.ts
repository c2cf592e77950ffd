import { describe, expect, it } from 'vitest';
import { tablesAfter } from '../spec-support/memory-tables.ts';
import {
  assigned,
  attemptKey,
  begun,
  carriedOut,
  completed,
  escalated,
  executed,
  merged,
  planned,
  queued,
  ready,
  retried,
  started,
  underWay,
  validated,
} from '../spec-support/story-steps.ts';
import { createStory, specOf, type Story, taskIdOf, workflowId } from '../spec-support/story.ts';

const one = [{ id: 'T1' }];

function taskAfter(story: Story, id = 'T1') {
  const task = tablesAfter(story)
    .rows('tasks')
    .find((row) => row.planTaskId === id);
  if (task === undefined) throw new Error(`The story has no task ${id}`);
  return task;
}

describe('the state of a task', () => {
  it('goes from the plan to the end along its events', () => {
    const story = createStory();
    const states: string[] = [];
    const tell = (told: Story) => states.push(taskAfter(told).state);
    tell(planned(story, one));
    story.happened('workflow.approved', { workflowId, by: 'ada' });
    tell(begun(createStory(), one));
    const rest = begun(createStory(), one);
    for (const step of [ready, assigned, started, executed, validated, merged, completed]) {
      tell(step(rest, 'T1'));
    }
    expect(states).toEqual([
      'planned',
      'queued',
      'ready',
      'assigned',
      'running',
      'validating',
      'validating',
      'merging',
      'completed',
    ]);
  });

  it('keeps the times of its first way beside those of the current attempt', () => {
    const story = underWay(begun(createStory(), one), 'T1');
    const firstStart = story.now();
    executed(story.wait(500), 'T1', { outcome: 'failed' });
    underWay(retried(story, 'T1', 'agent-failed').wait(1_000), 'T1');
    const task = taskAfter(story);
    expect(task).toMatchObject({
      attempt: 2,
      startedAt: firstStart,
      attemptStartedAt: story.now(),
    });
    expect(task.executedAt).toBeNull();
  });

  it('is not moved by what belongs to an earlier attempt', () => {
    const story = underWay(begun(createStory(), one), 'T1');
    const late = attemptKey(story, 'T1');
    underWay(retried(story, 'T1', 'lease-over'), 'T1');
    executed(story, 'T1', { ...late, agentId: 'late.agent' });
    const task = taskAfter(story);
    expect(task).toMatchObject({ state: 'running', attempt: 2, agentId: 'box.shell' });
  });

  it('is not moved back by a second assignment of an attempt that runs', () => {
    const story = underWay(begun(createStory(), one), 'T1');
    assigned(story, 'T1', 'other.shell').happened('agent.released', {
      ...attemptKey(story, 'T1'),
      agentId: 'other.shell',
      reason: 'void',
    });
    expect(taskAfter(story)).toMatchObject({ state: 'running', agentId: 'box.shell' });
  });

  it('is ready again when the agent that has it lets go of it', () => {
    const story = underWay(begun(createStory(), one), 'T1');
    story.happened('agent.released', {
      ...attemptKey(story, 'T1'),
      agentId: 'box.shell',
      reason: 'lease-over',
    });
    expect(taskAfter(story)).toMatchObject({ state: 'ready', agentId: null });
  });

  it('stays at its checks when the slot of the finished work is given back', () => {
    const story = executed(underWay(begun(createStory(), one), 'T1'), 'T1');
    story.happened('agent.released', {
      ...attemptKey(story, 'T1'),
      agentId: 'box.shell',
      reason: 'executed',
    });
    expect(taskAfter(story)).toMatchObject({ state: 'validating', agentId: 'box.shell' });
  });

  it('is queued until its back-off is over after a retry', () => {
    const notBefore = '2030-01-01T00:05:00.000Z';
    const story = executed(underWay(begun(createStory(), one), 'T1'), 'T1', { outcome: 'failed' });
    retried(story, 'T1', { cause: 'agent-failed', notBefore });
    queued(story, 'T1', { notBefore });
    expect(taskAfter(story)).toMatchObject({ state: 'queued', attempt: 2, notBefore });
    expect(taskAfter(ready(story, 'T1')).notBefore).toBeNull();
  });

  it('says why it waits for a person, until the person has decided', () => {
    const story = escalated(underWay(begun(createStory(), one), 'T1'), 'T1', 'red three times');
    expect(taskAfter(story)).toMatchObject({ state: 'escalated', message: 'red three times' });
    retried(story, 'T1', { cause: 'person', by: 'ada' });
    expect(taskAfter(story)).toMatchObject({ state: 'queued', message: null, attempt: 2 });
  });

  it('is final once it has ended', () => {
    const story = carriedOut(begun(createStory(), one), 'T1');
    const endedAt = story.now();
    executed(started(assigned(story.wait(9_000), 'T1'), 'T1'), 'T1');
    story.happened('task.cancelled', { ...attemptKey(story, 'T1'), by: 'ada', reason: 'late' });
    expect(taskAfter(story)).toMatchObject({ state: 'completed', endedAt, endReason: null });
  });

  it('ends with the workflow when the plan is never carried out', () => {
    const story = planned(createStory(), one);
    story.happened('workflow.cancelled', { workflowId, by: 'ada', reason: 'not now' });
    expect(taskAfter(story)).toMatchObject({ state: 'cancelled', ended: 1, endReason: 'not now' });
  });

  it('is shown even when the log tells only of its creation', () => {
    const story = begun(createStory(), one);
    const withoutPlan = { ...story, events: story.events.slice(2) };
    expect(taskAfter(withoutPlan)).toMatchObject({ taskId: taskIdOf('T1'), state: 'queued' });
  });
});

describe('a task that a person steers', () => {
  const by = 'ada';

  it('shows what it was changed to', () => {
    const story = begun(createStory(), one);
    const changes = {
      name: 'Login',
      agent: 'recorded',
      category: 'backend',
      checks: ['test'],
      timeoutMs: 5_000,
    };
    story.happened('task.updated', { workflowId, taskId: taskIdOf('T1'), changes, by });
    expect(taskAfter(story)).toMatchObject({
      name: 'Login',
      wantedAgent: 'recorded',
      category: 'backend',
      checks: '["test"]',
      timeoutMs: 5_000,
      acceptance: '[]',
    });
    carriedOut(story, 'T1');
    const late = { workflowId, taskId: taskIdOf('T1'), changes: { name: 'Late' }, by };
    expect(taskAfter(story.happened('task.updated', late)).name).toBe('Login');
  });

  it('stands behind the plan that it was added to, in the order of the additions', () => {
    const story = begun(createStory(), [{ id: 'T1' }, { id: 'T2' }]);
    for (const id of ['T9', 'T3']) {
      const tasks = [specOf({ id })];
      story.happened('workflow.extended', { workflowId, part: 1, parts: 1, tasks, by });
    }
    const rows = tablesAfter(story).rows('tasks');
    const inOrder = rows.toSorted((left, right) => left.ordinal - right.ordinal);
    expect(inOrder.map((row) => row.planTaskId)).toEqual(['T1', 'T2', 'T9', 'T3']);
    expect(taskAfter(story, 'T9')).toMatchObject({ state: 'planned', createdAt: null });
  });
});

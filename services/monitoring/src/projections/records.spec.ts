import type { GateResult } from '@atms/contracts';
import { describe, expect, it } from 'vitest';
import { tablesAfter } from '../spec-support/memory-tables.ts';
import {
  assigned,
  attemptKey,
  begun,
  carriedOut,
  executed,
  ready,
  registered,
  retried,
  started,
  underWay,
  validated,
} from '../spec-support/story-steps.ts';
import { createStory, hash, lineId, type Story, taskIdOf } from '../spec-support/story.ts';

const one = [{ id: 'T1' }];

describe('slots', () => {
  const held = (story: Story) =>
    tablesAfter(story)
      .rows('assignments')
      .filter((row) => row.releasedAt === null)
      .map((row) => row.agentId);

  it('are held from the assignment to the end of the work', () => {
    const story = assigned(ready(begun(createStory(), one), 'T1'), 'T1');
    expect(held(story)).toEqual(['box.shell']);
    expect(held(executed(started(story, 'T1'), 'T1'))).toEqual([]);
  });

  it('are given back one by one when two agents were given one attempt', () => {
    const story = assigned(assigned(ready(begun(createStory(), one), 'T1'), 'T1'), 'T1', 'b.shell');
    story.happened('agent.released', {
      ...attemptKey(story, 'T1'),
      agentId: 'b.shell',
      reason: 'void',
    });
    expect(held(story)).toEqual(['box.shell']);
  });
});

describe('agents', () => {
  it('are online, offline with a reason, and drained', () => {
    const story = registered(createStory());
    const agent = (told: Story) => tablesAfter(told).rows('agents');
    expect(agent(story)).toMatchObject([{ state: 'online', slots: 2, skills: '["sql"]' }]);
    story.happened('agent.offline', { agentId: 'box.shell', reason: 'silent' });
    expect(agent(story)).toMatchObject([{ state: 'offline', reason: 'silent' }]);
    story.happened('agent.online', { agentId: 'box.shell' });
    expect(agent(story)).toMatchObject([{ state: 'online', reason: null }]);
    story.happened('agent.drained', { agentId: 'box.shell', by: 'ada' });
    expect(agent(story)).toMatchObject([{ state: 'drained', reason: 'by ada' }]);
    expect(agent(registered(story, 5))).toMatchObject([{ state: 'online', slots: 5 }]);
  });
});

describe('gates', () => {
  it('are kept for every validation of an attempt', () => {
    const failed: GateResult = { gate: 'test', status: 'failed', durationMs: 20, findings: [] };
    const story = executed(underWay(begun(createStory(), one), 'T1'), 'T1');
    validated(story, 'T1', { verdict: 'failed', gates: [failed] });
    validated(executed(underWay(retried(story, 'T1', 'checks-failed'), 'T1'), 'T1'), 'T1');
    const gates = tablesAfter(story).rows('gates');
    expect(gates.map(({ attempt, gate, status }) => [attempt, gate, status])).toEqual([
      [1, 'test', 'failed'],
      [2, 'scope', 'passed'],
    ]);
  });
});

describe('approvals', () => {
  it('are decided once', () => {
    const story = underWay(begun(createStory(), one), 'T1');
    const approval = { ...attemptKey(story, 'T1'), approvalId: 'A1' };
    story
      .happened('approval.requested', {
        ...approval,
        action: 'npm install',
        detail: 'left-pad',
        expiresAt: '2030-01-01T01:00:00.000Z',
      })
      .happened('approval.granted', { ...approval, by: 'demo', policy: 'demo-allows' })
      .happened('approval.expired', { ...approval, reason: 'time-over' });
    expect(tablesAfter(story).rows('approvals')).toMatchObject([
      { state: 'granted', decidedBy: 'demo', policy: 'demo-allows', decidedAt: story.now() },
    ]);
  });
});

describe('locks', () => {
  it('are held over retries until the task leaves the queue', () => {
    const tasks = [{ id: 'T1', paths: ['src/**'] }];
    const story = begun(createStory(), tasks);
    story.happened('lock.acquired', { ...attemptKey(story, 'T1'), lineId, paths: ['src/**'] });
    retried(underWay(story, 'T1'), 'T1', 'agent-failed');
    expect(tablesAfter(story).rows('locks')).toMatchObject([{ releasedAt: null }]);
    carriedOut(story, 'T1');
    expect(tablesAfter(story).rows('locks')).toMatchObject([{ releasedAt: story.now() }]);
  });
});

describe('merges', () => {
  it('are told with their conflicts', () => {
    const story = executed(underWay(begun(createStory(), one), 'T1'), 'T1');
    const key = attemptKey(story, 'T1');
    story.happened('merge.conflicted', {
      ...key,
      lineId,
      reason: 'text',
      message: 'both changed it',
      paths: ['a.ts'],
      findings: [],
    });
    carriedOut(retried(story, 'T1', 'conflict'), 'T1');
    const merges = tablesAfter(story).rows('merges');
    expect(merges.map(({ kind, reason, commit }) => [kind, reason, commit])).toEqual([
      ['conflicted', 'text', null],
      ['started', null, hash('d')],
      ['applied', null, hash('d')],
    ]);
  });
});

describe('dead letters', () => {
  it('are open until they are redriven, and again when it fails once more', () => {
    const letter = { consumer: 'queue__task-manager', eventId: 'e9' };
    const recorded = {
      ...letter,
      eventType: 'task.created',
      position: 9,
      deliveries: 5,
      error: 'x',
    };
    const story = createStory().happened('deadletter.recorded', {
      ...recorded,
      taskId: taskIdOf('T1'),
    });
    const open = (told: Story) =>
      tablesAfter(told)
        .rows('dead_letters')
        .filter((row) => row.redrivenAt === null).length;
    expect(open(story)).toBe(1);
    expect(open(story.happened('deadletter.redriven', { ...letter, position: 9, by: 'ada' }))).toBe(
      0,
    );
    expect(open(story.happened('deadletter.recorded', recorded))).toBe(1);
  });
});

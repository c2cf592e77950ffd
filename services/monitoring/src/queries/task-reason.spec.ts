import { describe, expect, it } from 'vitest';
import { tablesAfter } from '../spec-support/memory-tables.ts';
import {
  attemptKey,
  begun,
  carriedOut,
  escalated,
  executed,
  planned,
  queued,
  ready,
  retried,
  underWay,
} from '../spec-support/story-steps.ts';
import {
  createStory,
  lineId,
  type Story,
  type StoryTask,
  taskIdOf,
  workflowId,
} from '../spec-support/story.ts';
import { whyHere } from './task-reason.ts';
import type { Checkout } from './waiting.ts';

function why(
  story: Story,
  id: string,
  checkouts: ReadonlyMap<string, Checkout> = new Map(),
): string {
  const tables = tablesAfter(story);
  const tasks = tables.rows('tasks');
  const task = tasks.find((row) => row.planTaskId === id);
  const [workflow] = tables.rows('workflows');
  if (task === undefined || workflow === undefined) throw new Error(`The story has no ${id}`);
  return whyHere(task, {
    workflow,
    tasks: new Map(tasks.map((row) => [row.taskId, row])),
    approvals: tables.rows('approvals'),
    locks: tables.rows('locks').filter((row) => row.releasedAt === null),
    checkouts,
    now: story.now(),
  });
}

const story = (tasks: readonly StoryTask[] = [{ id: 'T1' }]) => begun(createStory(), tasks);

describe('why a task is where it is', () => {
  it('names the approval, the dependencies, the back-off, the lock and the turn', () => {
    expect(why(planned(createStory(), [{ id: 'T1' }]), 'T1')).toBe(
      'waits for the approval of the plan',
    );
    const pair = [{ id: 'T1' }, { id: 'T2', dependencies: ['T1'] }];
    expect(why(story(pair), 'T2')).toBe('waits for T1');
    expect(why(carriedOut(story(pair), 'T1'), 'T2')).toBe('waits for its turn in the queue');
    const notBefore = '2030-01-01T00:05:00.000Z';
    const again = retried(underWay(story(), 'T1'), 'T1', { cause: 'agent-failed', notBefore });
    expect(why(queued(again, 'T1', { notBefore }), 'T1')).toBe(
      `attempt 2 backs off until ${notBefore}`,
    );
  });

  it('names the task that holds the paths', () => {
    const both = story([
      { id: 'T1', paths: ['src/**'] },
      { id: 'T2', paths: ['src/a.ts'] },
    ]);
    both.happened('lock.acquired', { ...attemptKey(both, 'T1'), lineId, paths: ['src/**'] });
    expect(why(both, 'T2')).toBe('waits for paths that T1 holds');
  });

  it('names the agent that is wanted, that works, and what it waits for', () => {
    const skilled = ready(story([{ id: 'T1', agent: 'tester', skills: ['sql'] }]), 'T1');
    expect(why(skilled, 'T1')).toBe('waits for a free agent that can do tester, sql');
    const running = underWay(story(), 'T1');
    expect(why(running, 'T1')).toBe('box.shell works on attempt 1');
    running.happened('approval.requested', {
      ...attemptKey(running, 'T1'),
      approvalId: 'A1',
      action: 'npm install',
      detail: '',
      expiresAt: '2030-01-01T01:00:00.000Z',
    });
    expect(why(running, 'T1')).toBe('waits for leave to npm install (A1)');
  });

  it('names the checks, the person and the end', () => {
    expect(why(executed(underWay(story(), 'T1'), 'T1'), 'T1')).toBe(
      'the work of attempt 1 is being checked',
    );
    expect(why(escalated(story(), 'T1', 'red'), 'T1')).toBe(
      'needs a person (retries-exhausted): red',
    );
    expect(why(carriedOut(story(), 'T1'), 'T1')).toBe('completed with attempt 1');
  });

  it('names the checkout that its merge waits for', () => {
    const checkouts = new Map([[taskIdOf('T1'), { branch: 'atms/w', path: '/shops/ada/shop' }]]);
    const reason = 'waits until atms/w is no longer checked out at /shops/ada/shop';
    expect(why(executed(underWay(story(), 'T1'), 'T1'), 'T1', checkouts)).toBe(reason);
  });

  it('says first that a person paused it', () => {
    const paused = story().happened('workflow.paused', { workflowId, by: 'ada' });
    expect(why(paused, 'T1')).toBe('the workflow is paused; waits for its turn in the queue');
  });
});

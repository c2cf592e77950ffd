import { describe, expect, it } from 'vitest';
import { attemptKey, begun, escalated, registered, underWay } from '../spec-support/story-steps.ts';
import { createStory, lineId, type Story, type StoryTask } from '../spec-support/story.ts';
import { surroundingsAfter, taskIn } from '../spec-support/surroundings.ts';
import { chainOf, sentenceOf } from './chain.ts';

const story = (tasks: readonly StoryTask[]) => begun(registered(createStory()), tasks);

function chain(of: Story, id: string) {
  const around = surroundingsAfter(of);
  return chainOf(taskIn(around, id), around);
}

function holds(of: Story, id: string, paths: string[]): Story {
  return of.happened('lock.acquired', { ...attemptKey(of, id), lineId, paths });
}

describe('the chain of causes', () => {
  it('leads over dependencies and locks to who is at work, in one sentence', () => {
    const told = story([
      { id: 'T3', paths: ['src/auth/login.ts'] },
      { id: 'T4', paths: ['src/auth/**'] },
      { id: 'T5', dependencies: ['T3'] },
    ]);
    underWay(holds(told, 'T4', ['src/auth/**']), 'T4').wait(40_000);
    const found = chain(told, 'T5');
    expect(found.map(({ planTaskId }) => planTaskId)).toEqual(['T5', 'T3', 'T4']);
    expect(sentenceOf(found)).toBe(
      'T5 waits for T3, which waits for src/auth/** held by T4, attempt 1, running for 40s on box.shell',
    );
  });

  it('follows, of several, the one that is farthest from moving by itself', () => {
    const told = story([{ id: 'T1' }, { id: 'T2' }, { id: 'T3', dependencies: ['T1', 'T2'] }]);
    escalated(underWay(told, 'T1'), 'T2', 'nothing passed');
    const found = chain(told, 'T3');
    expect(found.map(({ planTaskId }) => planTaskId)).toEqual(['T3', 'T2']);
    expect(sentenceOf(found)).toBe(
      'T3 waits for T1 and T2, which needs a person, retries-exhausted: nothing passed',
    );
  });

  it('takes up a name again that does not stand at the end', () => {
    const told = story([{ id: 'T1' }, { id: 'T2' }, { id: 'T3', dependencies: ['T1', 'T2'] }]);
    escalated(underWay(told, 'T2'), 'T1', 'nothing passed');
    expect(sentenceOf(chain(told, 'T3'))).toContain('waits for T1 and T2; T1 needs a person');
  });

  it('ends where a person has to act first', () => {
    const told = story([{ id: 'T1' }, { id: 'T2', dependencies: ['T1'] }]);
    const { workflowId, taskId } = attemptKey(told, 'T2');
    told.happened('task.paused', { workflowId, taskId, by: 'ada' });
    expect(chain(told, 'T2')).toHaveLength(1);
  });
});

import { describe, expect, it } from 'vitest';
import { tablesAfter } from '../spec-support/memory-tables.ts';
import {
  attemptKey,
  begun,
  escalated,
  failed,
  registered,
  retried,
  underWay,
} from '../spec-support/story-steps.ts';
import { createStory, taskIdOf } from '../spec-support/story.ts';
import { surroundingsAfter, taskIn } from '../spec-support/surroundings.ts';
import { lastFindings, whyOf } from './why.ts';

const red = { gate: 'test', message: 'adds wrongly', file: 'test/add.test.js', line: 3 };

describe('why', () => {
  it('ends with what the checks said about the task at its root', async () => {
    const story = begun(registered(createStory()), [
      { id: 'T1' },
      { id: 'T2', dependencies: ['T1'] },
    ]);
    retried(underWay(story, 'T1'), 'T1', { cause: 'checks-failed', findings: [red] });
    escalated(story, 'T1', 'the checks failed');
    const around = surroundingsAfter(story);
    const attempts = tablesAfter(story).rows('attempts');
    const of = (taskId: string) => attempts.filter((attempt) => attempt.taskId === taskId);
    const why = await whyOf(taskIn(around, 'T2'), around, async (id) => lastFindings(of(id)));
    expect(why).toMatchObject({
      planTaskId: 'T2',
      root: { code: 'escalated', who: 'person' },
      findings: [red],
    });
    expect(why.root.commands).toContain(`atms task retry ${taskIdOf('T1')}`);
  });

  it('says of a bad end why it came to it', async () => {
    const story = underWay(begun(registered(createStory()), [{ id: 'T1' }]), 'T1');
    const { workflowId, taskId } = attemptKey(story, 'T1');
    story.happened('task.escalated', {
      workflowId,
      taskId,
      attempt: 1,
      reason: 'retries-exhausted',
      message: 'red',
      findings: [red],
    });
    const around = surroundingsAfter(failed(story, 'T1', 'not worth it'));
    const attempts = tablesAfter(story).rows('attempts');
    const why = await whyOf(taskIn(around, 'T1'), around, async () => lastFindings(attempts));
    expect(why.sentence).toBe('T1 failed: not worth it');
    expect(why.findings).toEqual([red]);
  });
});

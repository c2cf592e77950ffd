import { eventTypes } from '@atms/contracts';
import { describe, expect, it } from 'vitest';
import { tablesAfter } from '../spec-support/memory-tables.ts';
import { begun, carriedOut, retried, underWay } from '../spec-support/story-steps.ts';
import { createStory, taskIdOf, workflowId } from '../spec-support/story.ts';
import { sentences } from './sentences.ts';

describe('the timeline', () => {
  it('has one sentence for each event, in the order of the log', () => {
    const story = carriedOut(begun(createStory(), [{ id: 'T1' }]), 'T1');
    const timeline = tablesAfter(story).rows('timeline');
    expect(timeline.map((line) => line.position)).toEqual(story.events.map((one) => one.position));
    expect(timeline.every((line) => line.sentence !== '')).toBe(true);
    expect(timeline.find((line) => line.type === 'task.started')).toMatchObject({
      workflowId,
      taskId: taskIdOf('T1'),
      attempt: 1,
      sentence: 'attempt 1 started on box.shell',
    });
  });

  it('has words for every event type of the contracts', () => {
    expect(Object.keys(sentences).toSorted()).toEqual(eventTypes.toSorted());
  });

  it('says what a retry followed', () => {
    const story = retried(underWay(begun(createStory(), [{ id: 'T1' }]), 'T1'), 'T1', 'timed-out');
    const last = tablesAfter(story).rows('timeline').at(-1);
    expect(last?.sentence).toBe(
      'attempt 2 follows attempt 1, which ended by timed-out (decided by retry-policy)',
    );
  });

  it('cuts a sentence that would fill the page', () => {
    const story = createStory().happened('workflow.failed', {
      workflowId,
      reason: 'x'.repeat(9_000),
    });
    expect(tablesAfter(story).rows('timeline')[0]?.sentence.length).toBe(500);
  });

  it('passes over an event that this version does not know', () => {
    const story = begun(createStory(), [{ id: 'T1' }]);
    const [first] = story.events;
    if (first === undefined) throw new Error('The story is empty');
    const events = [...story.events, { ...first, position: 99, type: 'task.praised' }];
    expect(tablesAfter({ ...story, events }).rows('timeline')).toHaveLength(story.events.length);
  });
});

import { describe, expect, it } from 'vitest';
import { tablesAfter } from '../spec-support/memory-tables.ts';
import { begun, carriedOut, underWay } from '../spec-support/story-steps.ts';
import { createStory, type Story } from '../spec-support/story.ts';
import { remainingMs } from './remaining-time.ts';

const remaining = (story: Story) => remainingMs(tablesAfter(story).rows('tasks'), story.now());

const chain = [
  { id: 'T1', estimateMs: 10_000 },
  { id: 'T2', estimateMs: 20_000, dependencies: ['T1'] },
  { id: 'T3', estimateMs: 40_000, dependencies: ['T2'] },
  { id: 'T4', estimateMs: 30_000 },
];

describe('the time left', () => {
  it('is unknown while nothing is finished', () => {
    expect(remaining(underWay(begun(createStory(), chain), 'T1'))).toBeUndefined();
  });

  it('is the longest chain that is left, at the pace so far', () => {
    // T1 took half of its estimate: T2 and T3 are expected to take half of theirs, 30 s.
    expect(remaining(carriedOut(begun(createStory(), chain), 'T1', 5_000))).toBe(30_000);
  });

  it('takes off what a running task has had already', () => {
    const story = carriedOut(begun(createStory(), chain), 'T1', 5_000);
    expect(remaining(underWay(story, 'T2').wait(4_000))).toBe(26_000);
    expect(remaining(story.wait(600_000))).toBe(20_000);
  });

  it('takes the mean of the finished tasks where the plan has no estimates', () => {
    const tasks = [
      { id: 'T1', estimateMs: 0 },
      { id: 'T2', estimateMs: 0 },
    ];
    expect(remaining(carriedOut(begun(createStory(), tasks), 'T1', 3_000))).toBe(3_000);
  });

  it('is nothing when everything is done', () => {
    expect(remaining(carriedOut(begun(createStory(), [{ id: 'T1' }]), 'T1'))).toBe(0);
  });
});

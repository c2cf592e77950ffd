import { describe, expect, it } from 'vitest';
import { tablesAfter } from '../spec-support/memory-tables.ts';
import { planned } from '../spec-support/story-steps.ts';
import { createStory, type Story, workflowId } from '../spec-support/story.ts';

const one = [{ id: 'T1' }];

function workflowAfter(story: Story) {
  const [row] = tablesAfter(story).rows('workflows');
  if (row === undefined) throw new Error('The story has no workflow');
  return row;
}

describe('a workflow', () => {
  it('waits for the approval of its plan and remembers who gave it', () => {
    const story = planned(createStory(), one);
    expect(workflowAfter(story)).toMatchObject({ life: 'planned', approvedAt: null });
    story.wait(5_000).happened('workflow.approved', { workflowId, by: 'run', policy: 'yes' });
    expect(workflowAfter(story)).toMatchObject({
      life: 'approved',
      approvedAt: story.now(),
      approvedPolicy: 'yes',
    });
  });

  it('is paused and goes on', () => {
    const story = planned(createStory(), one);
    story.happened('workflow.paused', { workflowId, by: 'ada' });
    expect(workflowAfter(story).paused).toBe(1);
    story.happened('workflow.resumed', { workflowId, by: 'ada' });
    expect(workflowAfter(story).paused).toBe(0);
  });

  it('has one end, the first', () => {
    const story = planned(createStory(), one);
    story.happened('workflow.failed', { workflowId, reason: 'T1 failed' });
    const endedAt = story.now();
    story.wait(1_000).happened('workflow.completed', { workflowId });
    expect(workflowAfter(story)).toMatchObject({ life: 'failed', endReason: 'T1 failed', endedAt });
  });
});

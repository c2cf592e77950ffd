import { describe, expect, it } from 'vitest';
import { tablesAfter } from '../spec-support/memory-tables.ts';
import {
  attemptKey,
  begun,
  carriedOut,
  escalated,
  executed,
  retried,
  underWay,
  validated,
} from '../spec-support/story-steps.ts';
import { createStory, type Story } from '../spec-support/story.ts';

const one = [{ id: 'T1' }];
const attemptsAfter = (story: Story) => tablesAfter(story).rows('attempts');

describe('attempts', () => {
  it('tell who worked, how long, and how it ended', () => {
    const story = carriedOut(begun(createStory(), one), 'T1', 4_000);
    expect(attemptsAfter(story)).toMatchObject([
      {
        attempt: 1,
        agentId: 'box.shell',
        durationMs: 4_000,
        outcome: 'done',
        verdict: 'passed',
        endCause: 'completed',
        endedAt: story.now(),
      },
    ]);
  });

  it('keep the cause and the findings that a retry followed', () => {
    const finding = { gate: 'test', message: 'expected 3, got 4', file: 'sum.test.ts' };
    const story = underWay(begun(createStory(), one), 'T1');
    validated(executed(story, 'T1'), 'T1', { verdict: 'failed' });
    retried(story, 'T1', { cause: 'checks-failed', findings: [finding] });
    expect(attemptsAfter(story)).toMatchObject([
      {
        attempt: 1,
        verdict: 'failed',
        endCause: 'checks-failed',
        findings: JSON.stringify([finding]),
      },
      { attempt: 2, openedBy: 'retry-policy', endCause: null },
    ]);
  });

  it('ended by an escalation stay so when a person tries the task again', () => {
    const story = escalated(underWay(begun(createStory(), one), 'T1'), 'T1');
    retried(story, 'T1', { cause: 'person', by: 'ada' });
    expect(attemptsAfter(story)).toMatchObject([{ endCause: 'escalated' }, { openedBy: 'ada' }]);
  });

  it('show the late work of a void attempt without touching the current one', () => {
    const story = underWay(begun(createStory(), one), 'T1');
    const late = attemptKey(story, 'T1');
    retried(story, 'T1', 'lease-over');
    executed(story, 'T1', { ...late, durationMs: 90_000 });
    expect(attemptsAfter(story)).toMatchObject([
      { attempt: 1, durationMs: 90_000, endCause: 'lease-over' },
      { attempt: 2, durationMs: null },
    ]);
  });

  it('know usage and transcript where the agent reported them', () => {
    const usage = { inputTokens: 10, outputTokens: 20, costUsd: 0.5 };
    const transcript = { key: 'blob-1', bytes: 3, sha256: 'x' };
    const story = executed(underWay(begun(createStory(), one), 'T1'), 'T1', { usage, transcript });
    expect(attemptsAfter(story)).toMatchObject([{ ...usage, transcriptKey: 'blob-1' }]);
  });
});

import { describe, expect, it } from 'vitest';
import type { RetryCause } from '@atms/contracts';
import { type Ladder, nextStep, retryDefaults } from './retry-policy.ts';

const bottom: Ladder = { counted: 0, notCounted: 0 };
const counted: readonly RetryCause[] = [
  'checks-failed',
  'outside-paths',
  'agent-failed',
  'timed-out',
];
const notCounted: readonly RetryCause[] = ['conflict', 'lease-over', 'interrupted'];

/** Which agent gets each further attempt, until a person is asked. `hasAnother` is asked before each. */
function ladder(hasAnother: (counted: number) => boolean, settings = retryDefaults) {
  const agents: string[] = [];
  for (let climbed = bottom; ; climbed = { ...climbed, counted: climbed.counted + 1 }) {
    const anotherAgent = hasAnother(climbed.counted);
    const step = nextStep(settings, climbed, { cause: 'checks-failed', anotherAgent });
    if (step.kind === 'give-up') return [...agents, step.reason];
    agents.push(step.agent);
  }
}

describe('the ladder', () => {
  it('is two retries on the same agent and two on another one, then a person', () => {
    expect(ladder(() => true)).toEqual(['same', 'same', 'another', 'another', 'retries-exhausted']);
  });

  it('ends after the third attempt where no other agent could do it', () => {
    expect(ladder(() => false)).toEqual(['same', 'same', 'retries-exhausted']);
  });

  it('ends earlier when the other agent goes away', () => {
    expect(ladder((climbed) => climbed <= 2)).toEqual([
      'same',
      'same',
      'another',
      'retries-exhausted',
    ]);
  });

  it('has as many rungs as its settings say', () => {
    const none = { ...retryDefaults, sameAgent: 0, anotherAgent: 0 };
    expect(ladder(() => true, none)).toEqual(['retries-exhausted']);
    expect(ladder(() => true, { ...none, anotherAgent: 1 })).toEqual([
      'another',
      'retries-exhausted',
    ]);
    expect(ladder(() => false, { ...none, sameAgent: 1 })).toEqual(['same', 'retries-exhausted']);
  });

  it.each(counted)('counts what ended for %s', (cause) => {
    expect(nextStep(retryDefaults, bottom, { cause, anotherAgent: false })).toEqual({
      kind: 'retry',
      counted: true,
      agent: 'same',
      backoffMs: 1_000,
    });
  });
});

describe('the back-off', () => {
  const waits = (settings = retryDefaults) =>
    [0, 1, 2, 3].map((climbed) => {
      const ended = { cause: 'timed-out', anotherAgent: true } as const;
      const step = nextStep(settings, { ...bottom, counted: climbed }, ended);
      return step.kind === 'retry' ? step.backoffMs : undefined;
    });

  it('doubles with each counted retry', () => {
    expect(waits()).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  it('grows up to its longest', () => {
    expect(waits({ ...retryDefaults, backoffMaxMs: 3_000 })).toEqual([1_000, 2_000, 3_000, 3_000]);
  });
});

describe('what is nobody’s fault', () => {
  it.each(notCounted)('is not counted and not waited for: %s', (cause) => {
    const high = { counted: 4, notCounted: 9 };
    expect(nextStep(retryDefaults, high, { cause, anotherAgent: false })).toEqual({
      kind: 'retry',
      counted: false,
      agent: 'any',
      backoffMs: 0,
    });
  });

  it.each(notCounted)('goes to a person after ten attempts that %s opened', (cause) => {
    const ten = { counted: 0, notCounted: 10 };
    expect(nextStep(retryDefaults, ten, { cause, anotherAgent: true })).toEqual({
      kind: 'give-up',
      reason: 'interruptions',
    });
  });

  it('leaves the ladder where it is', () => {
    const step = nextStep(
      retryDefaults,
      { counted: 1, notCounted: 10 },
      { cause: 'agent-failed', anotherAgent: false },
    );
    expect(step).toMatchObject({ kind: 'retry', counted: true, agent: 'same' });
  });
});

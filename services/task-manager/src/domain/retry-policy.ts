import type { EscalationReason, RetryCause } from '@atms/contracts';

/** Numbers of the one ladder; a person's retry starts it anew. */
export interface RetrySettings {
  /** Counted retries on the agent that failed. */
  readonly sameAgent: number;
  /** Counted retries on another agent, where there is one. */
  readonly anotherAgent: number;
  /** Attempts opened by a conflict, a lost lease or an interruption before a person is asked. */
  readonly interruptions: number;
  readonly backoffMs: number;
  readonly backoffFactor: number;
  readonly backoffMaxMs: number;
}

export const retryDefaults: RetrySettings = {
  sameAgent: 2,
  anotherAgent: 2,
  interruptions: 10,
  backoffMs: 1_000,
  backoffFactor: 2,
  backoffMaxMs: 300_000,
};

/** How far up the ladder a task is. */
export interface Ladder {
  readonly counted: number;
  readonly notCounted: number;
}

export type NextStep =
  | {
      readonly kind: 'retry';
      readonly counted: boolean;
      readonly agent: 'same' | 'another' | 'any';
      readonly backoffMs: number;
    }
  | { readonly kind: 'give-up'; readonly reason: EscalationReason };

const countedCauses: readonly RetryCause[] = [
  'checks-failed',
  'outside-paths',
  'agent-failed',
  'timed-out',
];

/** The retry policy: what follows when an attempt has ended for `cause`. Pure, and the only one there is. */
export function nextStep(
  settings: RetrySettings,
  ladder: Ladder,
  ended: { readonly cause: RetryCause; readonly anotherAgent: boolean },
): NextStep {
  if (!countedCauses.includes(ended.cause)) return afterInterruption(settings, ladder);
  const onAnother = ended.anotherAgent ? settings.anotherAgent : 0;
  if (ladder.counted >= settings.sameAgent + onAnother) {
    return { kind: 'give-up', reason: 'retries-exhausted' };
  }
  return {
    kind: 'retry',
    counted: true,
    agent: ladder.counted < settings.sameAgent ? 'same' : 'another',
    backoffMs: Math.min(
      settings.backoffMs * settings.backoffFactor ** ladder.counted,
      settings.backoffMaxMs,
    ),
  };
}

function afterInterruption(settings: RetrySettings, ladder: Ladder): NextStep {
  if (ladder.notCounted >= settings.interruptions) {
    return { kind: 'give-up', reason: 'interruptions' };
  }
  return { kind: 'retry', counted: false, agent: 'any', backoffMs: 0 };
}

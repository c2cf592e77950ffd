import type { EscalationReason, RetryCause } from '@atms/contracts';

/** Numbers of the one ladder; a person's retry starts it anew. */
export interface RetrySettings {
  /** Counted retries on the agent that the ladder began with. */
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

export interface EndedFor {
  readonly cause: RetryCause;
  /** Whether an agent other than the one that the ladder began with could do it. */
  readonly anotherAgent: boolean;
}

/** The retry policy: what follows when an attempt has ended for `cause`. Pure, and the only one there is. */
export function nextStep(settings: RetrySettings, ladder: Ladder, ended: EndedFor): NextStep {
  if (!countedCauses.includes(ended.cause)) return afterInterruption(settings, ladder);
  const agent = nextAgent(settings, ladder.counted, ended.anotherAgent);
  if (agent === undefined) return { kind: 'give-up', reason: 'retries-exhausted' };
  return { kind: 'retry', counted: true, agent, backoffMs: backoff(settings, ladder.counted) };
}

/** Who gets the next counted retry; undefined when none is left. */
function nextAgent(
  { sameAgent, anotherAgent }: RetrySettings,
  counted: number,
  hasAnother: boolean,
): 'same' | 'another' | undefined {
  if (counted < sameAgent) return 'same';
  return hasAnother && counted < sameAgent + anotherAgent ? 'another' : undefined;
}

function backoff({ backoffMs, backoffFactor, backoffMaxMs }: RetrySettings, counted: number) {
  return Math.min(backoffMs * backoffFactor ** counted, backoffMaxMs);
}

function afterInterruption(settings: RetrySettings, ladder: Ladder): NextStep {
  if (ladder.notCounted >= settings.interruptions) {
    return { kind: 'give-up', reason: 'interruptions' };
  }
  return { kind: 'retry', counted: false, agent: 'any', backoffMs: 0 };
}

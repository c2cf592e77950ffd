import { hasCode, messageOf } from '../errors.ts';
import type { Settlement } from '../event-bus.ts';

/** How often a handler that fails by a bug is tried, and how long is waited between two tries. */
export interface RetryPolicy {
  readonly limit: number;
  readonly baseMs: number;
  readonly maxMs: number;
}

export const defaultRetry: RetryPolicy = { limit: 5, baseMs: 50, maxMs: 10_000 };

export interface Failure {
  readonly error: unknown;
  /** Deliveries of this event that failed so far, this one included: all of them, and those that count. */
  readonly failures: number;
  readonly counted: number;
}

const neverFits = ['invalid-message', 'refused'];
const passes = ['unavailable', 'revision-conflict', 'cancelled', 'reader-too-old'];

/** Whether a failure says nothing against the message: it is retried as long as it takes. */
export function passesByItself(error: unknown): boolean {
  return passes.some((code) => hasCode(error, code));
}

/** What a thrown error means for the message. `random` gives 0 to below 1. */
export function settlementOf(
  failure: Failure,
  policy: RetryPolicy,
  random: () => number,
): Settlement {
  const { error } = failure;
  const hopeless = neverFits.some((code) => hasCode(error, code));
  if (hopeless || (!passesByItself(error) && failure.counted >= policy.limit)) {
    return { kind: 'dead-letter', error: messageOf(error) };
  }
  if (hasCode(error, 'reader-too-old')) return { kind: 'nak', delayMs: policy.maxMs };
  return { kind: 'nak', delayMs: backOff(failure.failures, policy, random) };
}

/** Doubles up to `maxMs`; half of it is chance, so that those who failed together do not return together. */
export function backOff(failures: number, policy: RetryPolicy, random: () => number): number {
  const full = Math.min(policy.maxMs, policy.baseMs * 2 ** (failures - 1));
  return full * (0.5 + random() / 2);
}

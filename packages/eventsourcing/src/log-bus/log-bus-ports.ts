import type { RecordedEvent } from '../event.ts';
import type { EventStore } from '../event-store.ts';
import type { Clock } from '../ports.ts';
import type { RetryPolicy } from './retry-policy.ts';
import type { Roughness } from './roughness.ts';

/** Below and at its cursor a durable consumer has settled everything. 0 for one that is new. */
export interface Cursors {
  load(durable: string): number;
  save(durable: string, position: number): void;
}

export interface HandlerFailure {
  readonly durable: string;
  readonly event: RecordedEvent;
  readonly error: unknown;
}

export interface LogBusPorts {
  readonly store: EventStore;
  readonly cursors: Cursors;
  readonly clock: Clock;
  /** The service that owns the event. */
  readonly sourceOf: (event: RecordedEvent) => string;
  readonly retry: RetryPolicy;
  readonly roughness: Roughness;
  /** 0 to below 1: the jitter of the back-off. */
  readonly random: () => number;
  readonly onHandlerFailure: (failure: HandlerFailure) => void;
  /** The log cannot be followed any more. */
  readonly onFailure: (error: unknown) => void;
}

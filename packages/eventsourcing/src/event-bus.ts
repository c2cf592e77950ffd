import type { RecordedEvent } from './event.ts';

/**
 * Durable, at least once, in no order at all. A delivery may come again while the first handler still runs.
 * Nothing is folded from it: a message says where to look in the log.
 */
export interface EventBus {
  consume(consumer: ConsumerOptions): Promise<Consumption>;
}

export interface ConsumerOptions {
  /** `<consuming service>__<source>`: replicas that share the name share the work. */
  readonly durable: string;
  /** The service whose events are wanted. */
  readonly source: string;
  /** How many deliveries may be under way here at once. */
  readonly concurrency: number;
  readonly handler: (delivery: Delivery) => Promise<Settlement>;
  /** Called before a message is taken off for good; the message stays until this has resolved. */
  readonly onDeadLetter: (letter: DeadLetter) => Promise<void>;
}

export interface Delivery {
  readonly event: RecordedEvent;
  /** 1 for the first time, as far as the bus knows. */
  readonly deliveries: number;
}

/**
 * A thrown error is a nak with back-off until the limit, then a dead letter. What passes by itself (Unavailable,
 * RevisionConflict, ReaderTooOld, Cancelled) does not count; what never fits (InvalidMessage, Refused) is one at once.
 */
export type Settlement =
  | { readonly kind: 'ack' }
  | { readonly kind: 'nak'; readonly delayMs: number }
  | { readonly kind: 'dead-letter'; readonly error: string };

export const ack: Settlement = { kind: 'ack' };

export interface DeadLetter {
  readonly event: RecordedEvent;
  readonly deliveries: number;
  readonly error: string;
}

export interface Consumption {
  /** Takes no new deliveries and waits for those under way. */
  close(): Promise<void>;
}

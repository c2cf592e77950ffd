import type {
  Clock,
  Consumption,
  EventBus,
  EventStore,
  RecordedEvent,
  Redelivery,
  RetryPolicy,
  Settlement,
} from '@atms/eventsourcing';

export interface EventBusHarness {
  readonly store: EventStore;
  readonly bus: EventBus;
  readonly clock: Clock;
  /** Lets `ms` of the clock go by. */
  advance(ms: number): Promise<void>;
  /** Hands one event to a handler of the durable once more, outside the order of things. */
  redeliver(redelivery: Redelivery): Promise<Settlement>;
  /** The bus anew over the same log and the same cursors, after its consumers were closed. */
  readonly reopen?: () => Promise<EventBus>;
  close(): Promise<void>;
}

/** In the suites the first word of an event's type is its source. */
export function testSourceOf(event: RecordedEvent): string {
  return event.type.split('.')[0] ?? '';
}

/** What the suites expect a bus to be opened with. */
export const testRetry: RetryPolicy = { limit: 3, baseMs: 100, maxMs: 1_000 };

/** Longer than any back-off of `testRetry`. */
export const pastBackOffMs = 2 * testRetry.maxMs;

export async function closeAll(consumptions: readonly Consumption[]): Promise<void> {
  await Promise.all(consumptions.map((consumption) => consumption.close()));
}

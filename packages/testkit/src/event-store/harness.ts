import type { EventStore } from '@atms/eventsourcing';

export interface EventStoreHarness {
  readonly store: EventStore;
  /** Closes the store and opens the same log again, as a new process would. */
  readonly reopen?: () => Promise<EventStore>;
  close(): Promise<void>;
}

/** What an adapter cannot do, and why. */
export interface EventStoreLimits {
  readonly forgets?: string;
}

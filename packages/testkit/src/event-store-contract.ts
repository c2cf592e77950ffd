import { describe } from 'vitest';
import type { EventStore } from '@atms/eventsourcing';
import { describeAppends } from './event-store/appends.ts';
import { describeConcurrency } from './event-store/concurrency.ts';
import { describeReads } from './event-store/reads.ts';
import { describeReopening } from './event-store/reopening.ts';
import { describeSubscriptions } from './event-store/subscriptions.ts';
import { describeUnstorable } from './event-store/unstorable.ts';
import { openedPerTest } from './harness.ts';

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

/** What every log must do. `open` gives an empty one. */
export function eventStoreContract(
  name: string,
  open: () => Promise<EventStoreHarness>,
  limits: EventStoreLimits = {},
): void {
  describe(`${name} as an event store`, () => {
    const opened = openedPerTest(open);
    const openStore = async () => (await opened()).store;
    describeAppends(openStore);
    describeUnstorable(openStore);
    describeConcurrency(openStore);
    describeReads(openStore);
    describeSubscriptions(openStore);
    describeReopening(opened, limits);
  });
}

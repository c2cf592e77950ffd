import { describe } from 'vitest';
import { describeAppends } from './event-store/appends.ts';
import { describeConcurrency } from './event-store/concurrency.ts';
import type { EventStoreHarness, EventStoreLimits } from './event-store/harness.ts';
import { describeReads } from './event-store/reads.ts';
import { describeForgetting, describeReopening } from './event-store/reopening.ts';
import { describeSubscriptions } from './event-store/subscriptions.ts';
import { describeUnstorable } from './event-store/unstorable.ts';
import { openedPerTest } from './harness.ts';

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
    if (limits.forgets === undefined) describeReopening(opened);
    else describeForgetting(opened, limits.forgets);
  });
}

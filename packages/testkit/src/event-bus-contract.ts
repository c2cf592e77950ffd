import { describe } from 'vitest';
import { describeDeliveries } from './event-bus/deliveries.ts';
import { describeDurability } from './event-bus/durability.ts';
import type { EventBusHarness } from './event-bus/harness.ts';
import { describeRoughness } from './event-bus/roughness.ts';
import { describeSettlements } from './event-bus/settlements.ts';
import { openedPerTest } from './harness.ts';

/** What every bus must do. `open` gives one over an empty log, with `testSourceOf` and `testRetry`. */
export function eventBusContract(name: string, open: () => Promise<EventBusHarness>): void {
  describe(`${name} as an event bus`, () => {
    const opened = openedPerTest(open);
    describeDeliveries(opened);
    describeSettlements(opened);
    describeDurability(opened);
  });
}

/** What a bus that misuses its freedom must still do, and that it does misuse it. */
export function roughEventBusContract(
  name: string,
  open: (seed: number) => Promise<EventBusHarness>,
): void {
  describe(`${name} as a rough event bus`, () => {
    describeRoughness(openedPerTest(open));
  });
}

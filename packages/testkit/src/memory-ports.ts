import { isEventType, ownerOf } from '@atms/contracts';
import {
  type CommandBus,
  createDirectCommandBus,
  createMemoryEventBus,
  createMemoryEventStore,
  type EventBus,
  type EventStore,
  type Ids,
  type Logger,
  noSnapshots,
  type Snapshots,
} from '@atms/eventsourcing';
import { createTestIds } from './test-ids.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

/** Everything that a service is composed with, in memory and with a clock that stands still. */
export interface MemoryPorts {
  readonly store: EventStore;
  readonly snapshots: Snapshots;
  readonly bus: EventBus;
  readonly commands: CommandBus;
  readonly clock: VirtualClock;
  readonly ids: Ids;
  readonly log: Logger;
  readonly onFatal: (error: unknown) => void;
  /** What was logged from `warn` on, as text. */
  readonly complaints: readonly string[];
}

export function createMemoryPorts(
  options: { readonly rough?: { readonly seed: number } } = {},
): MemoryPorts {
  const store = createMemoryEventStore();
  const clock = createVirtualClock();
  const complaints: string[] = [];
  const complain = (message: string) => void complaints.push(message);
  return {
    store,
    snapshots: noSnapshots,
    bus: createMemoryEventBus({
      store,
      clock,
      sourceOf: (event) => (isEventType(event.type) ? ownerOf(event.type) : 'unknown'),
      ...options,
    }),
    commands: createDirectCommandBus(),
    clock,
    ids: createTestIds(),
    log: { debug: () => {}, info: () => {}, warn: complain, error: complain },
    onFatal(error) {
      throw error;
    },
    complaints,
  };
}

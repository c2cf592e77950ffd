import { type EventData, type EventType, isEvent } from '@atms/contracts';
import type { EventStore, RecordedEvent } from '@atms/eventsourcing';
import { createGathering } from './gathering.ts';

/** Sees every event of a log as it comes. */
export interface Witness {
  /** What the events of a type say, so far. */
  told<T extends EventType>(type: T): readonly EventData<T>[];
  /** Resolves once so many events of a type are in the log. */
  until<T extends EventType>(type: T, count?: number): Promise<readonly EventData<T>[]>;
  close(): Promise<void>;
}

export function createWitness(store: EventStore): Witness {
  const events = createGathering<RecordedEvent>();
  const subscription = store.subscribe({
    after: 0,
    onEvents: (batch) => events.add(...batch),
    onFailure(error) {
      throw error;
    },
  });
  const told = <T extends EventType>(type: T) =>
    events.items.flatMap((event) => (isEvent(event, type) ? [event.data] : []));
  return {
    told,
    async until(type, count = 1) {
      await events.untilThat(() => told(type).length >= count);
      return told(type);
    },
    close: () => subscription.close(),
  };
}

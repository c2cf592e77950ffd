import type { ConsumerOptions, DeadLetter, Delivery, EventStore } from '@atms/eventsourcing';
import { ack } from '@atms/eventsourcing';
import { createGathering, type Gathering } from '../gathering.ts';
import { newEvents } from '../test-events.ts';

let streams = 0;

/** Appends `count` events of a source, in a stream of their own. @returns their positions. */
export async function publish(
  store: EventStore,
  count: number,
  source = 'alpha',
): Promise<readonly number[]> {
  streams += 1;
  const stream = `${source}-${streams}`;
  const events = newEvents(count, { type: `${source}.happened` });
  await store.append({ stream, expected: 'no-stream', events });
  return (await store.readStream(stream)).map((event) => event.position);
}

/** A consumer that acks, and what it was handed. */
export interface Recorder {
  readonly consumer: ConsumerOptions;
  readonly deliveries: Gathering<Delivery>;
  readonly letters: Gathering<DeadLetter>;
}

export function record(change: Partial<ConsumerOptions> = {}): Recorder {
  const deliveries = createGathering<Delivery>();
  const letters = createGathering<DeadLetter>();
  const { handler = async () => ack, ...others } = change;
  return {
    deliveries,
    letters,
    consumer: {
      durable: 'tests__alpha',
      source: 'alpha',
      concurrency: 4,
      async handler(delivery) {
        deliveries.add(delivery);
        return handler(delivery);
      },
      onDeadLetter: async (letter) => letters.add(letter),
      ...others,
    },
  };
}

export function positionsOf(deliveries: Gathering<Delivery>): readonly number[] {
  return deliveries.items.map((delivery) => delivery.event.position);
}

export function sorted(positions: readonly number[]): readonly number[] {
  return positions.toSorted((one, other) => one - other);
}

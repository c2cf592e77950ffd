import type { EventStore, NewEvent, RecordedEvent } from '@atms/eventsourcing';

let made = 0;

/** An event with an id of its own. */
export function newEvent(change: Partial<NewEvent> = {}): NewEvent {
  made += 1;
  return {
    eventId: `event-${made}`,
    type: 'alpha.happened',
    data: { number: made },
    metadata: {
      commandId: `command-${made}`,
      correlationId: 'workflow-1',
      time: '2030-01-01T00:00:00.000Z',
    },
    ...change,
  };
}

export function newEvents(count: number, change: Partial<NewEvent> = {}): readonly NewEvent[] {
  return Array.from({ length: count }, () => newEvent(change));
}

/** Appends `count` events at the end of a stream that nobody else appends to. */
export async function appendTo(
  store: EventStore,
  stream: string,
  events: readonly NewEvent[],
): Promise<readonly RecordedEvent[]> {
  const there = await store.readStream(stream);
  const expected = there.at(-1)?.revision ?? 'no-stream';
  await store.append({ stream, expected, events });
  return store.readStream(stream, { fromRevision: there.length });
}

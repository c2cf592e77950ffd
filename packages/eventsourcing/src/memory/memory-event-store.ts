import {
  decodeEvent,
  encodeAppend,
  type EncodedAppend,
  judgeAppend,
  type LogView,
} from '../appending.ts';
import type { RecordedEvent } from '../event.ts';
import type { Appended, EventStore } from '../event-store.ts';
import { createSubscriptions } from '../subscriptions.ts';

const pageSize = 512;

/** A log that lives as long as the object: for specs and for the simulator. */
export function createMemoryEventStore(): EventStore {
  const log: RecordedEvent[] = [];
  const streams = new Map<string, RecordedEvent[]>();
  const subscriptions = createSubscriptions((after) => log.slice(after, after + pageSize));
  const view: LogView = {
    headOf: (stream) => (streams.get(stream)?.length ?? 0) - 1,
    recorded: (stream, from, count) => (streams.get(stream) ?? []).slice(from, from + count),
  };
  return {
    async append(append) {
      const encoded = encodeAppend(append);
      const judged = judgeAppend(encoded, view);
      if (judged !== 'new') return judged;
      const appended = record(encoded, log, streams);
      subscriptions.wake();
      return appended;
    },
    readStream: async (stream, options) =>
      (streams.get(stream) ?? []).slice(options?.fromRevision ?? 0),
    readAll: async ({ after, limit }) => log.slice(after, after + limit),
    head: async () => log.length,
    subscribe: (options) => subscriptions.open(options),
  };
}

function record(
  append: EncodedAppend,
  log: RecordedEvent[],
  streams: Map<string, RecordedEvent[]>,
): Appended {
  const stream = streams.get(append.stream) ?? [];
  streams.set(append.stream, stream);
  for (const event of append.events) {
    const place = { stream: append.stream, revision: stream.length, position: log.length + 1 };
    const recorded = decodeEvent(event, place);
    stream.push(recorded);
    log.push(recorded);
  }
  return { revision: stream.length - 1, position: log.length };
}

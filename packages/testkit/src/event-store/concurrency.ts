import { describe, expect, it } from 'vitest';
import { type EventStore, hasCode } from '@atms/eventsourcing';
import { newEvents } from '../test-events.ts';

export function describeConcurrency(open: () => Promise<EventStore>): void {
  describe('concurrent writers', () => {
    it('one of those who append at the same revision wins; the others conflict', async () => {
      const store = await open();
      const append = () =>
        store.append({ stream: 'task-1', expected: 'no-stream', events: newEvents(2) });
      const outcomes = await Promise.allSettled(Array.from({ length: 20 }, append));
      expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
      expect(await store.readStream('task-1')).toHaveLength(2);
    });

    it('a conflict of one does not fail the others of the same moment', async () => {
      const store = await open();
      await store.append({ stream: 'task-1', expected: 'no-stream', events: newEvents(1) });
      const streams = ['task-0', 'task-1', 'task-2', 'task-3'];
      const outcomes = await Promise.allSettled(
        streams.map((stream) =>
          store.append({ stream, expected: 'no-stream', events: newEvents(2) }),
        ),
      );
      expect(outcomes.map((one) => one.status)).toEqual([
        'fulfilled',
        'rejected',
        'fulfilled',
        'fulfilled',
      ]);
      expect(await store.readStream('task-3')).toHaveLength(2);
    });

    it('an append can build on one of the same moment that is not yet answered', async () => {
      const store = await open();
      const first = store.append({ stream: 'task-1', expected: 'no-stream', events: newEvents(2) });
      const second = store.append({ stream: 'task-1', expected: 1, events: newEvents(1) });
      expect((await first).revision).toBe(1);
      expect((await second).revision).toBe(2);
    });

    it('writers on one stream that try again all get in, each once, without a gap', async () => {
      const store = await open();
      const writers = Array.from({ length: 16 }, (_, writer) =>
        write(store, `writer-${writer}`, 5),
      );
      await Promise.all(writers);
      const events = await store.readStream('queue-1');
      expect(events.map((event) => event.revision)).toEqual(events.map((_, index) => index));
      const written = events.map((event) => event.metadata.commandId);
      expect(new Set(written).size).toBe(16 * 5);
      expect(events).toHaveLength(16 * 5);
    });

    it('the events of one append stand together, in their order', async () => {
      const store = await open();
      await Promise.all(
        Array.from({ length: 30 }, (_, index) =>
          store.append({
            stream: `task-${index}`,
            expected: 'no-stream',
            events: newEvents(4, { type: `alpha.${index}` }),
          }),
        ),
      );
      const events = await store.readAll({ after: 0, limit: 1_000 });
      for (let index = 0; index < events.length; index += 4) {
        const append = events.slice(index, index + 4);
        expect(new Set(append.map((event) => event.stream)).size).toBe(1);
        expect(append.map((event) => event.revision)).toEqual([0, 1, 2, 3]);
      }
    });
  });
}

/** Appends `count` events to one stream, each as often as it takes. */
async function write(store: EventStore, writer: string, count: number): Promise<void> {
  for (let number = 0; number < count;) {
    const expected = (await store.readStream('queue-1')).at(-1)?.revision ?? 'no-stream';
    const events = newEvents(1).map((event) => ({
      ...event,
      metadata: { ...event.metadata, commandId: `${writer}/${number}` },
    }));
    try {
      await store.append({ stream: 'queue-1', expected, events });
      number += 1;
    } catch (error) {
      if (!hasCode(error, 'revision-conflict')) throw error;
    }
  }
}

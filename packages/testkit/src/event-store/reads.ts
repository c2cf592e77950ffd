import { describe, expect, it } from 'vitest';
import type { EventStore } from '@atms/eventsourcing';
import { newEvent, newEvents } from '../test-events.ts';

export function describeReads(open: () => Promise<EventStore>): void {
  describe('reading', () => {
    it('gives back what was appended, with its place', async () => {
      const store = await open();
      const event = newEvent();
      const metadata = {
        ...event.metadata,
        causationId: 'event-0',
        traceparent: '00-aaaa-bbbb-01',
      };
      const { position } = await store.append({
        stream: 'task-1',
        expected: 'no-stream',
        events: [{ ...event, metadata }],
      });
      const recorded = { ...event, metadata, stream: 'task-1', revision: 0, position };
      expect(await store.readStream('task-1')).toEqual([recorded]);
      expect(await store.readAll({ after: 0, limit: 10 })).toEqual([recorded]);
    });

    it('of a stream that does not exist gives nothing', async () => {
      const store = await open();
      expect(await store.readStream('task-1')).toEqual([]);
    });

    it('of a stream can begin at a revision', async () => {
      const store = await open();
      await store.append({ stream: 'task-1', expected: 'no-stream', events: newEvents(5) });
      const revisions = async (fromRevision: number) =>
        (await store.readStream('task-1', { fromRevision })).map((event) => event.revision);
      expect(await revisions(3)).toEqual([3, 4]);
      expect(await revisions(5)).toEqual([]);
    });

    it('of a stream does not give those of a stream with a similar name', async () => {
      const store = await open();
      for (const stream of ['task-1', 'task-10', 'TASK-1', 'task_1', 'task-1 ']) {
        await store.append({ stream, expected: 'no-stream', events: newEvents(1) });
      }
      const streams = (await store.readStream('task-1')).map((event) => event.stream);
      expect(streams).toEqual(['task-1']);
    });

    it('of the whole log goes on after a position, in the order of the log, in pages', async () => {
      const store = await open();
      for (const stream of ['task-1', 'task-2', 'task-3']) {
        await store.append({ stream, expected: 'no-stream', events: newEvents(4) });
      }
      const all = await store.readAll({ after: 0, limit: 100 });
      const first = await store.readAll({ after: 0, limit: 5 });
      const second = await store.readAll({ after: first.at(-1)?.position ?? 0, limit: 5 });
      const third = await store.readAll({ after: second.at(-1)?.position ?? 0, limit: 5 });
      expect([...first, ...second, ...third]).toEqual(all);
      expect([first.length, second.length, third.length]).toEqual([5, 5, 2]);
      const positions = all.map((event) => event.position);
      expect(positions).toEqual(positions.toSorted((one, other) => one - other));
    });

    it('the head is 0 at first and then the position of the last event', async () => {
      const store = await open();
      expect(await store.head()).toBe(0);
      const { position } = await store.append({
        stream: 'task-1',
        expected: 'no-stream',
        events: newEvents(3),
      });
      expect(await store.head()).toBe(position);
      expect(await store.readAll({ after: position, limit: 10 })).toEqual([]);
    });
  });
}

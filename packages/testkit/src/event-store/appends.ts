import { describe, expect, it } from 'vitest';
import type { EventStore } from '@atms/eventsourcing';
import { newEvent, newEvents } from '../test-events.ts';

export function describeAppends(open: () => Promise<EventStore>): void {
  describe('append', () => {
    it('numbers the events of a stream from 0 without a gap', async () => {
      const store = await open();
      await store.append({ stream: 'task-1', expected: 'no-stream', events: newEvents(3) });
      await store.append({ stream: 'task-1', expected: 2, events: newEvents(2) });
      const revisions = (await store.readStream('task-1')).map((event) => event.revision);
      expect(revisions).toEqual([0, 1, 2, 3, 4]);
    });

    it('answers with revision and position of its last event', async () => {
      const store = await open();
      const appended = await store.append({
        stream: 'task-1',
        expected: 'no-stream',
        events: newEvents(3),
      });
      const last = (await store.readStream('task-1')).at(-1);
      expect(appended).toEqual({ revision: last?.revision, position: last?.position });
      expect(appended.revision).toBe(2);
    });

    it('gives each event a higher position than the one before', async () => {
      const store = await open();
      const first = await store.append({
        stream: 'task-1',
        expected: 'no-stream',
        events: newEvents(1),
      });
      const second = await store.append({
        stream: 'task-2',
        expected: 'no-stream',
        events: newEvents(2),
      });
      const third = await store.append({ stream: 'task-1', expected: 0, events: newEvents(1) });
      expect(second.position).toBeGreaterThan(first.position + 1);
      expect(third.position).toBeGreaterThan(second.position);
    });

    it('refuses an append without events', async () => {
      const store = await open();
      const append = store.append({ stream: 'task-1', expected: 'no-stream', events: [] });
      await expect(append).rejects.toMatchObject({ code: 'invalid-message' });
    });
  });

  describe('append at another revision than expected', () => {
    it('refuses to begin a stream that exists', async () => {
      const store = await open();
      await store.append({ stream: 'task-1', expected: 'no-stream', events: newEvents(1) });
      const append = store.append({
        stream: 'task-1',
        expected: 'no-stream',
        events: newEvents(1),
      });
      await expect(append).rejects.toMatchObject({ code: 'revision-conflict' });
    });

    it('refuses to continue a stream that does not exist', async () => {
      const store = await open();
      const append = store.append({ stream: 'task-1', expected: 0, events: newEvents(1) });
      await expect(append).rejects.toMatchObject({
        code: 'revision-conflict',
        fields: { stream: 'task-1', expected: 0, actual: 'no-stream' },
      });
    });

    it.each([
      ['behind', 0],
      ['ahead of', 2],
    ])('refuses one that is %s the stream', async (_, expected) => {
      const store = await open();
      await store.append({ stream: 'task-1', expected: 'no-stream', events: newEvents(2) });
      const append = store.append({ stream: 'task-1', expected, events: newEvents(1) });
      await expect(append).rejects.toMatchObject({
        code: 'revision-conflict',
        fields: { expected, actual: 1 },
      });
    });

    it('writes none of its events', async () => {
      const store = await open();
      const { position } = await store.append({
        stream: 'task-1',
        expected: 'no-stream',
        events: newEvents(2),
      });
      await store
        .append({ stream: 'task-1', expected: 0, events: newEvents(3) })
        .catch(() => undefined);
      expect(await store.readStream('task-1')).toHaveLength(2);
      expect(await store.head()).toBe(position);
    });
  });

  describe('the same append again', () => {
    it('answers the same and writes nothing', async () => {
      const store = await open();
      const append = { stream: 'task-1', expected: 'no-stream', events: newEvents(3) } as const;
      const first = await store.append(append);
      expect(await store.append(append)).toEqual(first);
      expect(await store.readStream('task-1')).toHaveLength(3);
    });

    it('answers the same after others have appended', async () => {
      const store = await open();
      await store.append({ stream: 'task-1', expected: 'no-stream', events: newEvents(1) });
      const append = { stream: 'task-1', expected: 0, events: newEvents(2) };
      const first = await store.append(append);
      await store.append({ stream: 'task-1', expected: 2, events: newEvents(4) });
      expect(await store.append(append)).toEqual(first);
      expect(await store.readStream('task-1')).toHaveLength(7);
    });

    it('is written once when both arrive at the same moment', async () => {
      const store = await open();
      const append = { stream: 'task-1', expected: 'no-stream', events: newEvents(2) } as const;
      const [first, second] = await Promise.all([store.append(append), store.append(append)]);
      expect(second).toEqual(first);
      expect(await store.readStream('task-1')).toHaveLength(2);
    });

    it('is a conflict when it has an event more, or another event', async () => {
      const store = await open();
      const events = newEvents(2);
      await store.append({ stream: 'task-1', expected: 'no-stream', events });
      const longer = [...events, newEvent()];
      const other = [...events.slice(0, 1), newEvent()];
      for (const changed of [longer, other]) {
        const append = store.append({ stream: 'task-1', expected: 'no-stream', events: changed });
        await expect(append).rejects.toMatchObject({ code: 'revision-conflict' });
      }
    });
  });

  describe('an event id that was used before', () => {
    it('is a new event at the current revision of its stream', async () => {
      const store = await open();
      const events = newEvents(1);
      const first = await store.append({ stream: 'task-1', expected: 'no-stream', events });
      const second = await store.append({ stream: 'task-1', expected: 0, events });
      expect(second.revision).toBe(1);
      expect(second.position).toBeGreaterThan(first.position);
      const ids = (await store.readStream('task-1')).map((event) => event.eventId);
      expect(ids).toEqual([events[0]?.eventId, events[0]?.eventId]);
    });

    it('is a new event in another stream', async () => {
      const store = await open();
      const events = newEvents(1);
      await store.append({ stream: 'task-1', expected: 'no-stream', events });
      await store.append({ stream: 'task-2', expected: 'no-stream', events });
      expect(await store.readStream('task-2')).toHaveLength(1);
    });
  });
}

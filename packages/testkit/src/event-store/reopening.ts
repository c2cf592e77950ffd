import { describe, expect, it } from 'vitest';
import type { EventStoreHarness } from './harness.ts';
import { newEvents } from '../test-events.ts';

export function describeForgetting(open: () => Promise<EventStoreHarness>, reason: string): void {
  it(`forgets everything when it is closed, because ${reason}`, async () => {
    expect((await open()).reopen).toBeUndefined();
  });
}

export function describeReopening(open: () => Promise<EventStoreHarness>): void {
  describe('reopening', () => {
    it('finds every event again', async () => {
      const { store, reopen } = await open();
      for (const stream of ['task-1', 'task-2']) {
        await store.append({ stream, expected: 'no-stream', events: newEvents(3) });
      }
      const before = await store.readAll({ after: 0, limit: 100 });
      const reopened = await reopen?.();
      expect(await reopened?.readAll({ after: 0, limit: 100 })).toEqual(before);
      expect(await reopened?.readStream('task-2')).toEqual(before.slice(3));
    });

    it('goes on numbering where it stopped', async () => {
      const { store, reopen } = await open();
      const { position } = await store.append({
        stream: 'task-1',
        expected: 'no-stream',
        events: newEvents(3),
      });
      const reopened = await reopen?.();
      expect(await reopened?.head()).toBe(position);
      const next = await reopened?.append({ stream: 'task-1', expected: 2, events: newEvents(1) });
      expect(next?.revision).toBe(3);
      expect(next?.position).toBeGreaterThan(position);
    });

    it('answers the append of before the same', async () => {
      const { store, reopen } = await open();
      const append = { stream: 'task-1', expected: 'no-stream', events: newEvents(3) } as const;
      const first = await store.append(append);
      const reopened = await reopen?.();
      expect(await reopened?.append(append)).toEqual(first);
    });

    it('still refuses what conflicts', async () => {
      const { store, reopen } = await open();
      await store.append({ stream: 'task-1', expected: 'no-stream', events: newEvents(3) });
      const reopened = await reopen?.();
      const append = reopened?.append({
        stream: 'task-1',
        expected: 'no-stream',
        events: newEvents(1),
      });
      await expect(append).rejects.toMatchObject({ code: 'revision-conflict' });
    });
  });
}

import { describe, expect, it } from 'vitest';
import type { EventStore, RecordedEvent } from '@atms/eventsourcing';
import { createGate, createGathering } from '../gathering.ts';
import { newEvents } from '../test-events.ts';

export function describeSubscriptions(open: () => Promise<EventStore>): void {
  describe('a subscription', () => {
    it('goes from what is there to what comes, without a gap and without a repeat', async () => {
      const store = await open();
      await write(store, { streams: 4, appends: 50, events: 6 });
      const seen = createGathering<RecordedEvent>();
      const subscription = subscribe(store, { after: 0, add: seen.add });
      await write(store, { streams: 8, appends: 50, events: 3, prefix: 'live' });
      await seen.until(4 * 50 * 6 + 8 * 50 * 3);
      await subscription.close();
      expect(seen.items).toEqual(await store.readAll({ after: 0, limit: 100_000 }));
    });

    it.each([1_000, 1_025, 3_000])('gets an append of %i events whole', async (count) => {
      const store = await open();
      const seen = createGathering<RecordedEvent>();
      const subscription = subscribe(store, { after: 0, add: seen.add });
      await write(store, { streams: 1, appends: 2, events: 10 });
      await seen.until(20);
      await write(store, { streams: 1, appends: 1, events: count, prefix: 'big' });
      await write(store, { streams: 1, appends: 1, events: 1, prefix: 'last' });
      await seen.until(count + 21);
      await subscription.close();
      expect(positions(seen.items)).toEqual(await allPositions(store));
    });

    it('that opens while others append misses nothing', async () => {
      const store = await open();
      const writing = write(store, { streams: 8, appends: 100, events: 2 });
      const gatherings = Array.from({ length: 5 }, () => createGathering<RecordedEvent>());
      const subscriptions = [];
      for (const gathering of gatherings) {
        await store.head();
        subscriptions.push(subscribe(store, { after: 0, add: gathering.add }));
      }
      await writing;
      const all = await store.readAll({ after: 0, limit: 100_000 });
      for (const gathering of gatherings) {
        await gathering.until(all.length);
        expect(positions(gathering.items)).toEqual(positions(all));
      }
      await Promise.all(subscriptions.map((subscription) => subscription.close()));
    });

    it('begins after the position that it names', async () => {
      const store = await open();
      await write(store, { streams: 1, appends: 10, events: 1 });
      const all = await store.readAll({ after: 0, limit: 100 });
      const seen = createGathering<RecordedEvent>();
      const subscription = subscribe(store, { after: all[5]?.position ?? 0, add: seen.add });
      await seen.until(4);
      await subscription.close();
      expect(seen.items).toEqual(all.slice(6));
    });

    it('at the head gives only what comes', async () => {
      const store = await open();
      await write(store, { streams: 1, appends: 3, events: 1 });
      const seen = createGathering<RecordedEvent>();
      const subscription = subscribe(store, { after: await store.head(), add: seen.add });
      await write(store, { streams: 1, appends: 2, events: 1, prefix: 'live' });
      await seen.until(2);
      await subscription.close();
      expect(seen.items.map((event) => event.stream)).toEqual(['live-0', 'live-0']);
    });

    it('hands out the next batch only after the last one is done', async () => {
      const store = await open();
      await write(store, { streams: 1, appends: 5, events: 1 });
      const seen = createGathering<RecordedEvent>();
      const gate = createGate();
      let underWay = 0;
      const subscription = store.subscribe({
        after: 0,
        async onEvents(events) {
          underWay += 1;
          expect(underWay).toBe(1);
          seen.add(...events);
          await gate.opened;
          underWay -= 1;
        },
        onFailure: failTest,
      });
      await seen.until(1);
      await write(store, { streams: 1, appends: 5, events: 1, prefix: 'live' });
      gate.open();
      await seen.until(10);
      await subscription.close();
      expect(positions(seen.items)).toEqual(await allPositions(store));
    });

    it('that is slow holds up neither the appends nor the others, and gets everything later', async () => {
      const store = await open();
      const gate = createGate();
      const slow = createGathering<RecordedEvent>();
      const quick = createGathering<RecordedEvent>();
      const subscriptions = [
        store.subscribe({
          after: 0,
          async onEvents(events) {
            slow.add(...events);
            await gate.opened;
          },
          onFailure: failTest,
        }),
        subscribe(store, { after: 0, add: quick.add }),
      ];
      await write(store, { streams: 8, appends: 100, events: 5 });
      await quick.until(4_000);
      expect(slow.items.length).toBeLessThan(4_000);
      gate.open();
      await slow.until(4_000);
      await Promise.all(subscriptions.map((subscription) => subscription.close()));
      expect(positions(slow.items)).toEqual(positions(quick.items));
    });

    it('hears of an event only when it can be read', async () => {
      const store = await open();
      const readable = createGathering<boolean>();
      const subscription = store.subscribe({
        after: 0,
        async onEvents(events) {
          const last = events.at(-1)?.position ?? 0;
          const [there] = await store.readAll({ after: last - 1, limit: 1 });
          readable.add(there?.position === last && (await store.head()) >= last);
        },
        onFailure: failTest,
      });
      await write(store, { streams: 2, appends: 20, events: 2 });
      await readable.until(1);
      await subscription.close();
      expect(readable.items).not.toContain(false);
    });

    it('whose listener fails says so once and ends; the others go on', async () => {
      const store = await open();
      const failures = createGathering<unknown>();
      let calls = 0;
      const broken = store.subscribe({
        after: 0,
        onEvents() {
          calls += 1;
          throw new Error('cannot fold this');
        },
        onFailure: failures.add,
      });
      const seen = createGathering<RecordedEvent>();
      const healthy = subscribe(store, { after: 0, add: seen.add });
      await write(store, { streams: 1, appends: 3, events: 1 });
      await failures.until(1);
      await write(store, { streams: 1, appends: 3, events: 1, prefix: 'later' });
      await seen.until(6);
      await Promise.all([broken.close(), healthy.close()]);
      expect(calls).toBe(1);
      expect(failures.items).toEqual([new Error('cannot fold this')]);
    });

    it('that is closed hands out nothing more, and waits for what is under way', async () => {
      const store = await open();
      const seen = createGathering<RecordedEvent>();
      const gate = createGate();
      let done = false;
      const subscription = store.subscribe({
        after: 0,
        async onEvents(events) {
          seen.add(...events);
          await gate.opened;
          done = true;
        },
        onFailure: failTest,
      });
      await write(store, { streams: 1, appends: 1, events: 1 });
      await seen.until(1);
      await write(store, { streams: 1, appends: 3, events: 1, prefix: 'later' });
      const closed = subscription.close();
      gate.open();
      await closed;
      expect(done).toBe(true);
      const other = createGathering<RecordedEvent>();
      const witness = subscribe(store, { after: 0, add: other.add });
      await write(store, { streams: 1, appends: 1, events: 1, prefix: 'last' });
      await other.until(5);
      await witness.close();
      expect(seen.items).toHaveLength(1);
    });
  });
}

interface Writing {
  readonly streams: number;
  readonly appends: number;
  readonly events: number;
  readonly prefix?: string;
}

/** So many streams at once, each with so many appends one after the other. */
async function write(store: EventStore, writing: Writing): Promise<void> {
  const one = async (stream: string) => {
    for (let append = 0; append < writing.appends; append++) {
      const expected = append === 0 ? 'no-stream' : append * writing.events - 1;
      await store.append({ stream, expected, events: newEvents(writing.events) });
    }
  };
  const prefix = writing.prefix ?? 'task';
  await Promise.all(
    Array.from({ length: writing.streams }, (_, index) => one(`${prefix}-${index}`)),
  );
}

function subscribe(
  store: EventStore,
  to: { readonly after: number; readonly add: (...events: readonly RecordedEvent[]) => void },
) {
  return store.subscribe({
    after: to.after,
    onEvents: (events) => to.add(...events),
    onFailure: failTest,
  });
}

function failTest(error: unknown): never {
  throw error;
}

function positions(events: readonly RecordedEvent[]): readonly number[] {
  return events.map((event) => event.position);
}

async function allPositions(store: EventStore): Promise<readonly number[]> {
  return positions(await store.readAll({ after: 0, limit: 100_000 }));
}

import { appendTo, createGathering, createMemorySnapshots, newEvents } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from './event.ts';
import type { EventStore } from './event-store.ts';
import { messageOf } from './errors.ts';
import { createLogFollower, type KeptView, type View } from './log-follower.ts';
import { createMemoryEventStore } from './memory/memory-event-store.ts';
import type { Snapshots } from './snapshots.ts';

function open(store: EventStore = createMemoryEventStore(), view?: View) {
  const seen: number[] = [];
  const failures = createGathering<unknown>();
  const recording: View = { apply: (event) => void seen.push(event.position) };
  const views = view === undefined ? [recording] : [recording, view];
  const follower = createLogFollower({ store, views, onFailure: failures.add });
  return { store, follower, seen, failures };
}

describe('a log follower', () => {
  it('has started once its views hold what was in the log', async () => {
    const store = createMemoryEventStore();
    await appendTo(store, 'task-1', newEvents(1_000));
    const { follower, seen } = open(store);
    await follower.start();
    expect(seen).toHaveLength(1_000);
    expect(follower.position()).toBe(1_000);
    await follower.close();
  });

  it('starts on an empty log', async () => {
    const { follower } = open();
    await follower.start();
    expect(follower.position()).toBe(0);
    await follower.close();
  });

  it('shows every event to every view, in the order of the log', async () => {
    const other: number[] = [];
    const { store, follower, seen } = open(createMemoryEventStore(), {
      apply: (event) => void other.push(event.position),
    });
    await follower.start();
    await Promise.all(['task-1', 'task-2'].map((stream) => appendTo(store, stream, newEvents(50))));
    await follower.reached(100);
    await follower.close();
    expect(seen).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(other).toEqual(seen);
  });

  it('wakes who waits for a position once the views hold it', async () => {
    const { store, follower, seen } = open();
    await follower.start();
    const first = follower.reached(1).then(() => seen.length);
    const reached = follower.reached(3).then(() => seen.length);
    await appendTo(store, 'task-1', newEvents(2));
    await follower.reached(2);
    expect(await first).toBe(2);
    await appendTo(store, 'task-2', newEvents(1));
    expect(await reached).toBe(3);
    await follower.reached(1);
    await follower.close();
  });

  it('tells its listeners what the views have just taken in, until they leave', async () => {
    const { store, follower } = open();
    const heard = createGathering<RecordedEvent>();
    const leave = follower.onAdvance((events) => {
      expect(follower.position()).toBe(events.at(-1)?.position);
      heard.add(...events);
    });
    await follower.start();
    await appendTo(store, 'task-1', newEvents(2));
    await heard.until(2);
    leave();
    await appendTo(store, 'task-2', newEvents(2));
    await follower.reached(4);
    await follower.close();
    expect(heard.items.map((event) => event.position)).toEqual([1, 2]);
  });

  it('that is closed tells those who wait, and those who come later', async () => {
    const { follower } = open();
    await follower.start();
    const told = Promise.allSettled([follower.reached(1)]);
    await follower.close();
    expect(await told).toMatchObject([{ status: 'rejected', reason: { code: 'cancelled' } }]);
    await expect(follower.reached(1)).rejects.toMatchObject({ code: 'cancelled' });
    await follower.reached(0);
  });

  it('whose view cannot fold an event says so, stops there and tells those who wait', async () => {
    const { store, follower, failures } = open(createMemoryEventStore(), {
      apply(event) {
        if (event.position === 2) throw new Error('cannot fold this');
      },
    });
    await follower.start();
    const told = Promise.allSettled([follower.reached(3)]);
    await appendTo(store, 'task-1', newEvents(3));
    await failures.until(1);
    expect(await told).toMatchObject([{ reason: { message: 'cannot fold this' } }]);
    expect(follower.position()).toBe(1);
    await follower.close();
  });

  it('does not start when its views cannot fold what is there', async () => {
    const store = createMemoryEventStore();
    await appendTo(store, 'task-1', newEvents(3));
    const { follower } = open(store, {
      apply() {
        throw new Error('cannot fold this');
      },
    });
    await expect(follower.start()).rejects.toThrow('cannot fold this');
  });
});

describe('a log follower with snapshots', () => {
  function openKept(store: EventStore, snapshots: Snapshots) {
    const types = new Map<number, string>();
    let folded = 0;
    const view: KeptView = {
      tables: { nested: { types } },
      apply(event) {
        folded += 1;
        types.set(event.position, event.type);
      },
    };
    const onFailure = (error: unknown) => expect.unreachable(messageOf(error));
    const follower = createLogFollower({ store, views: [view], snapshots, name: 'v', onFailure });
    return { follower, types, folded: () => folded };
  }

  async function filled(count: number) {
    const store = createMemoryEventStore();
    await appendTo(store, 'task-1', newEvents(count));
    return store;
  }

  it('goes on where it was closed', async () => {
    const store = await filled(30);
    const snapshots = createMemorySnapshots(1_000);
    const first = openKept(store, snapshots);
    await first.follower.start();
    await first.follower.close();
    await appendTo(store, 'task-2', newEvents(3));
    const second = openKept(store, snapshots);
    await second.follower.start();
    expect(second.follower.position()).toBe(33);
    expect(second.folded()).toBe(3);
    expect([...second.types.keys()]).toEqual([...first.types.keys(), 31, 32, 33]);
    await second.follower.close();
  });

  it('goes on from the last one when it was not closed', async () => {
    const store = await filled(600);
    const snapshots = createMemorySnapshots(100);
    const killed = openKept(store, snapshots);
    await killed.follower.start();
    const next = openKept(store, snapshots);
    await next.follower.start();
    expect(next.folded()).toBeLessThan(600);
    expect(next.types.size).toBe(600);
    await Promise.all([killed.follower.close(), next.follower.close()]);
  });

  it('takes the next one the later the larger the last one was', async () => {
    const takenOf = async (bytes: number) => {
      const snapshots = createMemorySnapshots(10, bytes);
      const places: number[] = [];
      const { follower } = openKept(await filled(3_000), {
        ...snapshots,
        save(name, snapshot) {
          places.push(snapshot.place);
          return snapshots.save(name, snapshot);
        },
      });
      await follower.start();
      await follower.close();
      return places;
    };
    expect((await takenOf(0)).length).toBeGreaterThan(4);
    const [first = 0, second = 0] = await takenOf(500 * 1_000);
    expect(second - first).toBeGreaterThanOrEqual(1_000);
  });

  it('folds everything when there is none, or one of a log that was longer', async () => {
    const snapshots = createMemorySnapshots(1_000);
    const longer = openKept(await filled(20), snapshots);
    await longer.follower.start();
    await longer.follower.close();
    const shorter = openKept(await filled(5), snapshots);
    await shorter.follower.start();
    expect([...shorter.types.keys()]).toEqual([1, 2, 3, 4, 5]);
    await shorter.follower.close();
  });

  it('takes none of views that could not fold an event', async () => {
    const snapshots = createMemorySnapshots(1);
    const failures = createGathering<unknown>();
    const broken: KeptView = {
      tables: {},
      apply() {
        throw new Error('cannot');
      },
    };
    const store = await filled(2);
    const options = { store, views: [broken], snapshots, name: 'v', onFailure: failures.add };
    const follower = createLogFollower(options);
    await expect(follower.start()).rejects.toThrow('cannot');
    await follower.close();
    expect(await snapshots.load('v')).toBeUndefined();
  });
});

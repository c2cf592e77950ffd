/**
 * Folds the log into a replica's views, from the first event on or from where a snapshot of them was taken.
 *
 * Owns: how far the views are. Does not own: the views' content.
 *
 * 1. Every view has seen exactly the events up to `position`, in the order of the log.
 * 2. `reached(p)` resolves once that holds for p; the view's advance is the wake-up, nobody polls.
 * 3. Who waits when the views stop, by a failure or a close, is told so: nobody waits for ever.
 */
import { Cancelled, messageOf } from './errors.ts';
import type { RecordedEvent } from './event.ts';
import type { EventStore, Subscription } from './event-store.ts';
import { eventsUntilNext, type Snapshots } from './snapshots.ts';
import { restoreTables, type ViewTables } from './view-tables.ts';

export interface View {
  apply(event: RecordedEvent): void;
}

/** A view of which snapshots are taken. */
export interface KeptView extends View {
  /** All that it has folded. What is not in here can be worked out from it. */
  readonly tables: ViewTables;
}

export interface LogFollower {
  /** Resolves once the views hold everything that was in the log when it was called, the first time or again. */
  start(): Promise<void>;
  position(): number;
  /** @throws Cancelled when the follower is closed before; what failed when the views cannot go on. */
  reached(position: number): Promise<void>;
  /** Called after each batch with the events that the views have just taken in. */
  onAdvance(listener: (events: readonly RecordedEvent[]) => void): () => void;
  close(): Promise<void>;
}

export interface LogFollowerOptions {
  readonly store: EventStore;
  readonly views: readonly View[];
  /** A view that cannot fold an event is a bug: nothing may be decided on it any more. */
  readonly onFailure: (error: unknown) => void;
}

interface KeptOptions extends Omit<LogFollowerOptions, 'views'> {
  readonly views: readonly KeptView[];
  readonly snapshots: Snapshots;
  /** Of this replica's views. */
  readonly name: string;
}

interface Waiter {
  readonly position: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export function createLogFollower(options: LogFollowerOptions | KeptOptions): LogFollower {
  const keeper = 'snapshots' in options ? createKeeper(options) : undefined;
  let position = 0;
  let subscription: Subscription | undefined;
  let waiters: Waiter[] = [];
  let stopped: Error | undefined;
  const listeners = new Set<(events: readonly RecordedEvent[]) => void>();

  const take = (events: readonly RecordedEvent[]) => {
    for (const event of events) {
      for (const view of options.views) view.apply(event);
      position = event.position;
    }
    const due = waiters.filter((waiter) => waiter.position <= position);
    waiters = waiters.filter((waiter) => waiter.position > position);
    for (const waiter of due) waiter.resolve();
    keeper?.advanced(position);
    for (const listener of listeners) listener(events);
  };

  const reached = (wanted: number) =>
    new Promise<void>((resolve, reject) => {
      if (wanted <= position) resolve();
      else if (stopped === undefined) waiters.push({ position: wanted, resolve, reject });
      else reject(stopped);
    });

  const stop = (error: unknown) => {
    stopped ??= error instanceof Error ? error : new Error(messageOf(error));
    for (const waiter of waiters.splice(0)) waiter.reject(stopped);
  };

  return {
    async start() {
      const head = await options.store.head();
      if (subscription === undefined && keeper !== undefined) position = await keeper.restore(head);
      subscription ??= options.store.subscribe({
        after: position,
        onEvents: take,
        onFailure(error) {
          stop(error);
          options.onFailure(error);
        },
      });
      await reached(head);
    },
    position: () => position,
    reached,
    onAdvance(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      const isWhole = stopped === undefined;
      stop(new Cancelled('The views are closed'));
      await subscription?.close();
      if (isWhole) await keeper?.closed(position);
    },
  };
}

/** Takes snapshots of the views between two batches, when all of them have seen the same events. */
function createKeeper({ views, snapshots, name, onFailure }: KeptOptions) {
  const tables = views.map((view) => view.tables);
  let kept = 0;
  let next = snapshots.every;
  const save = async (position: number) => {
    if (position === kept) return;
    kept = position;
    next = Number.POSITIVE_INFINITY;
    const bytes = await snapshots.save(name, { place: position, state: tables });
    next = kept + eventsUntilNext(snapshots, bytes);
  };
  return {
    /** @returns how far the views are by it: 0 when there is none, or none of a log that ends at `head`. */
    async restore(head: number): Promise<number> {
      const snapshot = await snapshots.load(name);
      const isOfThis = snapshot !== undefined && snapshot.place <= head;
      if (!isOfThis || !restoreTables(tables, snapshot.state)) return 0;
      kept = snapshot.place;
      next = kept + snapshots.every;
      return kept;
    },
    advanced(position: number): void {
      if (position >= next) void save(position).catch(onFailure);
    },
    closed: save,
  };
}

/**
 * Folds the log into a replica's views, from the first event on.
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

export interface View {
  apply(event: RecordedEvent): void;
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

interface Waiter {
  readonly position: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export function createLogFollower(options: LogFollowerOptions): LogFollower {
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
      stop(new Cancelled('The views are closed'));
      await subscription?.close();
    },
  };
}

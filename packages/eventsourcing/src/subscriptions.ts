/**
 * Subscriptions to a log that knows how to read on from a position.
 *
 * Owns: how far each subscriber is. Does not own: events; a subscriber that is slow reads pages later.
 *
 * 1. A subscriber gets every event after its position once, in the order of the log.
 * 2. The next page is read when the last one is done: nothing is buffered for anybody.
 * 3. After `close` has resolved nothing is handed out.
 */
import type { RecordedEvent } from './event.ts';
import type { Subscription, SubscriptionOptions } from './event-store.ts';

/** The next events after `after` in order, at most a page; empty when there is none yet. */
export type ReadPage = (
  after: number,
) => Promise<readonly RecordedEvent[]> | readonly RecordedEvent[];

export interface Subscriptions {
  open(options: SubscriptionOptions): Subscription;
  /** Says that there is more to read. */
  wake(): void;
  count(): number;
  close(): Promise<void>;
}

export function createSubscriptions(readPage: ReadPage): Subscriptions {
  const open = new Set<Follower>();
  return {
    open(options) {
      const follower = new Follower(readPage, options);
      open.add(follower);
      void follower.ended.then(() => open.delete(follower));
      return follower;
    },
    wake() {
      for (const follower of open) follower.wake();
    },
    count: () => open.size,
    async close() {
      await Promise.all([...open].map((follower) => follower.close()));
    },
  };
}

class Follower implements Subscription {
  readonly ended: Promise<void>;
  readonly #readPage: ReadPage;
  readonly #options: SubscriptionOptions;
  #position: number;
  #closed = false;
  /** Set by every wake, so that one which comes between reading and waiting is not lost. */
  #more = true;
  #wakeUp: () => void = () => {};

  constructor(readPage: ReadPage, options: SubscriptionOptions) {
    this.#readPage = readPage;
    this.#options = options;
    this.#position = options.after;
    this.ended = this.#run();
  }

  wake(): void {
    this.#more = true;
    this.#wakeUp();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.wake();
    await this.ended;
  }

  async #run(): Promise<void> {
    try {
      await this.#follow();
    } catch (error) {
      this.#closed = true;
      this.#options.onFailure(error);
    }
  }

  async #follow(): Promise<void> {
    // Nothing is handed out before the caller holds the subscription.
    await Promise.resolve();
    while (!this.#closed) {
      this.#more = false;
      const events = await this.#readPage(this.#position);
      const last = events.at(-1);
      if (last === undefined) await this.#next();
      else if (!this.#closed) {
        await this.#options.onEvents(events);
        this.#position = last.position;
      }
    }
  }

  #next(): Promise<void> {
    if (this.#more || this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wakeUp = resolve;
    });
  }
}

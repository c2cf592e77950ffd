import type { ConsumerOptions } from '../event-bus.ts';

/** One consumer of a durable: what it can take now, and when it has finished. */
export class Member {
  readonly consumer: ConsumerOptions;
  readonly #underWay = new Set<Promise<void>>();
  #leaving = false;

  constructor(consumer: ConsumerOptions) {
    this.consumer = consumer;
  }

  hasRoom(): boolean {
    return !this.#leaving && this.#underWay.size < this.consumer.concurrency;
  }

  async occupy(work: () => Promise<void>): Promise<void> {
    const running = work();
    this.#underWay.add(running);
    try {
      await running;
    } finally {
      this.#underWay.delete(running);
    }
  }

  /** Takes nothing more and waits for what is under way. */
  async leave(): Promise<void> {
    this.#leaving = true;
    await Promise.allSettled(this.#underWay);
  }
}

/**
 * The deliveries of one durable consumer within one process.
 *
 * Owns: which events of its source are not settled, who has them, how far its cursor may move.
 * Does not own: the events, and what the handlers do.
 *
 * 1. Every event of the source is handed to one member after the other until one delivery of it is settled.
 * 2. The cursor never passes an event that is not settled; what was settled above it may come again.
 * 3. A dead letter is recorded before the event counts as settled.
 * 4. No more is fetched than `unsettledLimit` and one page.
 */
import type { ConsumerOptions, Settlement } from '../event-bus.ts';
import type { RecordedEvent } from '../event.ts';
import type { Subscription } from '../event-store.ts';
import { Member } from './member.ts';
import { backOff, passesByItself, settlementOf } from './retry-policy.ts';
import type { LogBusPorts } from './log-bus-ports.ts';
import { Unsettled } from './unsettled.ts';

const unsettledLimit = 512;

interface Entry {
  readonly event: RecordedEvent;
  /** Handed out besides the first delivery, by a rough bus. */
  readonly extra: boolean;
  deliveries: number;
  failures: number;
  counted: number;
}

export class DurableDeliveries {
  readonly #ports: LogBusPorts;
  readonly #durable: string;
  readonly #source: string;
  readonly #unsettled: Unsettled;
  readonly #subscription: Subscription;
  readonly #timers = new Set<() => void>();
  #members: Member[] = [];
  #ready: Entry[] = [];

  constructor(ports: LogBusPorts, consumer: ConsumerOptions) {
    const from = ports.cursors.load(consumer.durable);
    this.#ports = ports;
    this.#durable = consumer.durable;
    this.#source = consumer.source;
    this.#unsettled = new Unsettled(from, unsettledLimit);
    this.#subscription = ports.store.subscribe({
      after: from,
      onEvents: (events) => this.#fetch(events),
      onFailure: ports.onFailure,
    });
  }

  join(consumer: ConsumerOptions): Member {
    const member = new Member(consumer);
    this.#members.push(member);
    this.#handOut();
    return member;
  }

  /** @returns whether nobody is left. */
  leave(member: Member): boolean {
    this.#members = this.#members.filter((one) => one !== member);
    return this.#members.length === 0;
  }

  /** For a delivery outside the order of things. */
  anyMember(): Member | undefined {
    return this.#members[0];
  }

  async close(): Promise<void> {
    for (const cancel of this.#timers) cancel();
    this.#unsettled.release();
    await this.#subscription.close();
    this.#moveCursor();
  }

  #fetch(events: readonly RecordedEvent[]): Promise<void> {
    for (const event of events) {
      if (this.#ports.sourceOf(event) === this.#source) {
        const entry = { event, extra: false, deliveries: 0, failures: 0, counted: 0 };
        this.#offer(entry, this.#ports.roughness.holdMs());
      }
      this.#unsettled.fetched(event.position);
    }
    this.#moveCursor();
    this.#handOut();
    return this.#unsettled.room();
  }

  #offer(entry: Entry, afterMs: number): void {
    this.#unsettled.add(entry.event.position);
    if (afterMs === 0) this.#ready.push(entry);
    else this.#later(entry, afterMs);
  }

  #later(entry: Entry, delayMs: number): void {
    const cancel = this.#ports.clock.after(delayMs, () => {
      this.#timers.delete(cancel);
      this.#ready.push(entry);
      this.#handOut();
    });
    this.#timers.add(cancel);
  }

  #handOut(): void {
    while (this.#ready.length > 0) {
      const free = this.#members.findIndex((member) => member.hasRoom());
      const [member] = free === -1 ? [] : this.#members.splice(free, 1);
      if (member === undefined) return;
      this.#members.push(member);
      const [entry] = this.#ready.splice(this.#ports.roughness.pick(this.#ready.length), 1);
      if (entry !== undefined) void this.#deliver(entry, member);
    }
  }

  async #deliver(entry: Entry, member: Member): Promise<void> {
    entry.deliveries += 1;
    const repeat = entry.extra || entry.deliveries > 1 ? 'never' : this.#ports.roughness.repeat();
    if (repeat === 'meanwhile') this.#repeat(entry, 0);
    await member.occupy(async () => {
      const settlement = await this.#handle(entry, member);
      if (settlement.kind === 'nak') return this.#later(entry, settlement.delayMs);
      if (repeat === 'afterwards') this.#repeat(entry, this.#ports.roughness.holdMs());
      this.#settle(entry);
    });
    this.#handOut();
  }

  #repeat(entry: Entry, afterMs: number): void {
    this.#offer({ ...entry, extra: true }, afterMs);
  }

  /** A dead letter that could not be recorded is a nak: the message stays. */
  async #handle(entry: Entry, member: Member): Promise<Settlement> {
    const { event, deliveries } = entry;
    const settlement = await this.#ask(entry, member);
    if (settlement.kind !== 'dead-letter') return settlement;
    try {
      await member.consumer.onDeadLetter({ event, deliveries, error: settlement.error });
      return settlement;
    } catch (error) {
      this.#report(entry, error);
      return { kind: 'nak', delayMs: this.#backOff(entry) };
    }
  }

  async #ask(entry: Entry, member: Member): Promise<Settlement> {
    try {
      return await member.consumer.handler({ event: entry.event, deliveries: entry.deliveries });
    } catch (error) {
      entry.failures += 1;
      if (!passesByItself(error)) entry.counted += 1;
      this.#report(entry, error);
      return settlementOf({ ...entry, error }, this.#ports.retry, this.#ports.random);
    }
  }

  #backOff(entry: Entry): number {
    return backOff(entry.deliveries, this.#ports.retry, this.#ports.random);
  }

  #settle(entry: Entry): void {
    this.#unsettled.settle(entry.event.position);
    this.#moveCursor();
  }

  #moveCursor(): void {
    this.#ports.cursors.save(this.#durable, this.#unsettled.cursor());
  }

  #report(entry: Entry, error: unknown): void {
    this.#ports.onHandlerFailure({ durable: this.#durable, event: entry.event, error });
  }
}

import { decodeEvent, type RecordedEvent } from '@atms/eventsourcing';
import type { PlacedEvent } from './event-table.ts';

const kept = 1_024;

/**
 * The events committed last, so that a subscriber that keeps up does not read the table.
 * Owns nothing that cannot be read again: what is not here is in the table.
 */
export class RecentEvents {
  #events: RecordedEvent[] = [];

  /** Positions have no gaps, so a position is a place in the array. */
  add(events: readonly PlacedEvent[]): void {
    if (events.length > kept) this.#events = [];
    for (const { place, event } of events.slice(-kept))
      this.#events.push(decodeEvent(event, place));
    if (this.#events.length > 2 * kept) this.#events = this.#events.slice(-kept);
  }

  clear(): void {
    this.#events = [];
  }

  /** The next events after a position; undefined when they are older than what is kept. */
  after(position: number, limit: number): readonly RecordedEvent[] | undefined {
    const first = this.#events[0]?.position;
    if (first === undefined || position + 1 < first) return undefined;
    const from = position + 1 - first;
    return this.#events.slice(from, from + limit);
  }
}

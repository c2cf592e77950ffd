import { describe, expect, it } from 'vitest';
import {
  ack,
  type DeadLetter,
  InvalidMessage,
  type Settlement,
  Unavailable,
} from '@atms/eventsourcing';
import { type EventBusHarness, pastBackOffMs, testRetry } from './harness.ts';
import { positionsOf, publish, record } from './log.ts';

export function describeSettlements(open: () => Promise<EventBusHarness>): void {
  describe('nak', () => {
    it('brings the event again after the delay, not before, and counts', async () => {
      const { store, bus, clock, advance } = await open();
      const at: number[] = [];
      const { consumer, deliveries } = record({
        async handler({ deliveries: count }): Promise<Settlement> {
          at.push(clock.monotonicMs());
          return count === 1 ? { kind: 'nak', delayMs: 300 } : ack;
        },
      });
      const consumption = await bus.consume(consumer);
      await publish(store, 1);
      await deliveries.until(1);
      await advance(299);
      expect(deliveries.items.map((one) => one.deliveries)).toEqual([1]);
      await advance(2);
      await deliveries.until(2);
      await consumption.close();
      expect(deliveries.items.map((one) => one.deliveries)).toEqual([1, 2]);
      expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(300);
    });

    it('is never a dead letter, however often', async () => {
      const { store, bus, advance } = await open();
      const { consumer, deliveries, letters } = record({
        handler: async ({ deliveries: count }): Promise<Settlement> =>
          count <= 3 * testRetry.limit ? { kind: 'nak', delayMs: 10 } : ack,
      });
      const consumption = await bus.consume(consumer);
      await publish(store, 1);
      for (let delivery = 1; delivery <= 3 * testRetry.limit; delivery++) {
        await deliveries.until(delivery);
        await advance(20);
      }
      await deliveries.until(3 * testRetry.limit + 1);
      await consumption.close();
      expect(letters.items).toEqual([]);
    });
  });

  describe('a handler that throws', () => {
    it('gets the event again with back-off, and a dead letter is recorded at the limit', async () => {
      const { store, bus, advance } = await open();
      const { consumer, deliveries, letters } = record({
        handler: async () => {
          throw new Error('a bug');
        },
      });
      const consumption = await bus.consume(consumer);
      const [position] = await publish(store, 1);
      await deliveries.until(1);
      expect(letters.items).toEqual([]);
      await advance(testRetry.limit * pastBackOffMs);
      await letters.until(1);
      await consumption.close();
      expect(letters.items).toMatchObject([
        { deliveries: testRetry.limit, error: 'a bug', event: { position } },
      ]);
      expect(deliveries.items).toHaveLength(testRetry.limit);
    });

    it('waits before the next try', async () => {
      const { store, bus, advance } = await open();
      const { consumer, deliveries } = record({
        async handler({ deliveries: count }) {
          if (count === 1) throw new Error('once');
          return ack;
        },
      });
      const consumption = await bus.consume(consumer);
      await publish(store, 1);
      await deliveries.until(1);
      await advance(testRetry.baseMs / 2 - 1);
      expect(deliveries.items).toHaveLength(1);
      await advance(pastBackOffMs);
      await deliveries.until(2);
      await consumption.close();
    });

    it('with what passes by itself is tried for as long as it takes', async () => {
      const { store, bus, advance } = await open();
      const { consumer, deliveries, letters } = record({
        async handler({ deliveries: count }) {
          if (count <= 3 * testRetry.limit) throw new Unavailable('not yet');
          return ack;
        },
      });
      const consumption = await bus.consume(consumer);
      await publish(store, 1);
      for (let delivery = 1; delivery <= 3 * testRetry.limit; delivery++) {
        await deliveries.until(delivery);
        await advance(pastBackOffMs);
      }
      await deliveries.until(3 * testRetry.limit + 1);
      await consumption.close();
      expect(letters.items).toEqual([]);
    });

    it('with what never fits makes a dead letter at once', async () => {
      const { store, bus } = await open();
      const { consumer, deliveries, letters } = record({
        handler: async () => {
          throw new InvalidMessage('does not fit');
        },
      });
      const consumption = await bus.consume(consumer);
      await publish(store, 1);
      expect(await letters.until(1)).toMatchObject([{ deliveries: 1, error: 'does not fit' }]);
      await consumption.close();
      expect(deliveries.items).toHaveLength(1);
    });
  });

  describe('a dead letter', () => {
    it('of one event does not hold up the others', async () => {
      const { store, bus, advance } = await open();
      const positions = await publish(store, 20);
      const bad = positions[7];
      const { consumer, deliveries, letters } = record({
        handler: async ({ event }): Promise<Settlement> =>
          event.position === bad ? { kind: 'dead-letter', error: 'cannot be done' } : ack,
      });
      const consumption = await bus.consume(consumer);
      await letters.until(1);
      await deliveries.until(20);
      const later = await publish(store, 5);
      await deliveries.until(25);
      await advance(pastBackOffMs);
      await consumption.close();
      expect(letters.items.map((letter) => letter.event.position)).toEqual([bad]);
      expect(positionsOf(deliveries).toSorted(ascending)).toEqual([...positions, ...later]);
    });

    it('that could not be recorded leaves the event where it is', async () => {
      const { store, bus, advance } = await open();
      const recorded: DeadLetter[] = [];
      const { consumer, deliveries } = record({
        handler: async (): Promise<Settlement> => ({ kind: 'dead-letter', error: 'no' }),
        async onDeadLetter(letter) {
          if (letter.deliveries <= 2) throw new Unavailable('the log is away');
          recorded.push(letter);
        },
      });
      const consumption = await bus.consume(consumer);
      await publish(store, 1);
      await deliveries.until(1);
      await advance(3 * pastBackOffMs);
      await consumption.close();
      expect(deliveries.items).toHaveLength(3);
      expect(recorded).toMatchObject([{ deliveries: 3, error: 'no' }]);
    });

    it('that was not recorded when its consumer went comes again', async () => {
      const { store, bus, reopen } = await open();
      const first = record({
        handler: async (): Promise<Settlement> => ({ kind: 'dead-letter', error: 'no' }),
        onDeadLetter: () => Promise.reject(new Unavailable('the log is away')),
      });
      const consumption = await bus.consume(first.consumer);
      const published = await publish(store, 1);
      await first.deliveries.until(1);
      await consumption.close();
      const second = record();
      const again = await ((await reopen?.()) ?? bus).consume(second.consumer);
      await second.deliveries.until(1);
      await again.close();
      expect(positionsOf(second.deliveries)).toEqual(published);
    });
  });
}

function ascending(one: number, other: number): number {
  return one - other;
}

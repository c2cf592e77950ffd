import { describe, expect, it } from 'vitest';
import { ack, type Settlement } from '@atms/eventsourcing';
import { createGate } from '../gathering.ts';
import { type EventBusHarness, pastBackOffMs } from './harness.ts';
import { positionsOf, publish, record } from './log.ts';

export function describeDurability(open: () => Promise<EventBusHarness>): void {
  describe('closing and consuming again', () => {
    it('goes on where the durable stopped', async () => {
      const { store, bus, reopen } = await open();
      const first = record();
      const consumption = await bus.consume(first.consumer);
      await publish(store, 10);
      await first.deliveries.until(10);
      await consumption.close();
      const missed = await publish(store, 5);
      const second = record();
      const again = await ((await reopen?.()) ?? bus).consume(second.consumer);
      await second.deliveries.until(5);
      await again.close();
      expect(positionsOf(second.deliveries)).toEqual(missed);
    });

    it('brings again what was not settled', async () => {
      const { store, bus, reopen } = await open();
      const [, unsettled] = await publish(store, 3);
      const first = record({
        handler: async ({ event }): Promise<Settlement> =>
          event.position === unsettled ? { kind: 'nak', delayMs: 60_000 } : ack,
      });
      const consumption = await bus.consume(first.consumer);
      await first.deliveries.until(3);
      await consumption.close();
      const second = record();
      const again = await ((await reopen?.()) ?? bus).consume(second.consumer);
      await second.deliveries.untilThat((seen) =>
        seen.some((delivery) => delivery.event.position === unsettled),
      );
      await again.close();
    });

    it('waits for the handlers under way and hands out nothing more', async () => {
      const { store, bus, advance } = await open();
      const gate = createGate();
      let finished = 0;
      const { consumer, deliveries } = record({
        concurrency: 2,
        async handler() {
          await gate.opened;
          finished += 1;
          return ack;
        },
      });
      const consumption = await bus.consume(consumer);
      await publish(store, 10);
      await deliveries.until(2);
      const finishedWhenClosed = consumption.close().then(() => finished);
      await advance(pastBackOffMs);
      gate.open();
      expect(await finishedWhenClosed).toBe(2);
      await advance(pastBackOffMs);
      expect(deliveries.items).toHaveLength(2);
    });

    it('of one of two leaves the work to the other', async () => {
      const { store, bus } = await open();
      const [leaving, staying] = [record(), record()];
      const consumption = await bus.consume(leaving.consumer);
      const other = await bus.consume(staying.consumer);
      await consumption.close();
      await publish(store, 10);
      await staying.deliveries.until(10);
      await other.close();
      expect(leaving.deliveries.items).toEqual([]);
    });
  });

  describe('re-drive', () => {
    it('hands a dead letter to the handler once more and answers what came of it', async () => {
      const { store, bus, redeliver } = await open();
      let repaired = false;
      const { consumer, deliveries, letters } = record({
        handler: async (): Promise<Settlement> =>
          repaired ? ack : { kind: 'dead-letter', error: 'broken' },
      });
      const consumption = await bus.consume(consumer);
      const [position = 0] = await publish(store, 1);
      await letters.until(1);
      const { durable } = consumer;
      expect(await redeliver({ durable, position })).toEqual({
        kind: 'dead-letter',
        error: 'broken',
      });
      repaired = true;
      expect(await redeliver({ durable, position })).toEqual(ack);
      await consumption.close();
      expect(deliveries.items).toHaveLength(3);
      expect(letters.items).toHaveLength(1);
    });

    it('throws what the handler throws', async () => {
      const { store, bus, redeliver } = await open();
      const { consumer } = record({
        source: 'beta',
        handler: async () => {
          throw new Error('a bug');
        },
      });
      const consumption = await bus.consume(consumer);
      const [position = 0] = await publish(store, 1);
      const redelivered = redeliver({ durable: consumer.durable, position });
      await expect(redelivered).rejects.toThrow('a bug');
      await consumption.close();
    });

    it('says when nobody consumes the durable, and when there is no such event', async () => {
      const { bus, redeliver } = await open();
      const { consumer } = record();
      const consumption = await bus.consume(consumer);
      const unknown = redeliver({ durable: 'nobody__alpha', position: 1 });
      await expect(unknown).rejects.toMatchObject({ code: 'unavailable' });
      const missing = redeliver({ durable: consumer.durable, position: 1_000 });
      await expect(missing).rejects.toMatchObject({ code: 'invalid-message' });
      await consumption.close();
    });
  });
}

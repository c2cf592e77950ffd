import { describe, expect, it } from 'vitest';
import { ack, type Settlement } from '@atms/eventsourcing';
import { closeAll, type EventBusHarness, pastBackOffMs } from './harness.ts';
import { positionsOf, publish, record, sorted } from './log.ts';

export function describeRoughness(open: (seed: number) => Promise<EventBusHarness>): void {
  describe('a rough bus', () => {
    it.each([1, 2, 3])('loses nothing (seed %i)', async (seed) => {
      const { store, bus, advance } = await open(seed);
      const positions = await publish(store, 200);
      const { consumer, deliveries } = record();
      const consumption = await bus.consume(consumer);
      await advance(pastBackOffMs);
      await deliveries.untilThat((seen) => distinct(seen.map(positionOf)).length === 200);
      await consumption.close();
      expect(sorted(distinct(positionsOf(deliveries)))).toEqual(positions);
    });

    it('shuffles', async () => {
      const { store, bus, advance } = await open(1);
      await publish(store, 200);
      const { consumer, deliveries } = record({ concurrency: 1 });
      const consumption = await bus.consume(consumer);
      await advance(pastBackOffMs);
      await consumption.close();
      const first = distinct(positionsOf(deliveries));
      expect(first).not.toEqual(sorted(first));
    });

    it('repeats what was acked, and counts the delivery', async () => {
      const { store, bus, advance } = await open(1);
      await publish(store, 200);
      const { consumer, deliveries } = record();
      const consumption = await bus.consume(consumer);
      await advance(pastBackOffMs);
      await consumption.close();
      const repeats = deliveries.items.filter((delivery) => delivery.deliveries === 2);
      expect(repeats.length).toBeGreaterThan(10);
    });

    it('delivers again while the first handler runs', async () => {
      const { store, bus, advance } = await open(1);
      const underWay = new Map<number, number>();
      let overlaps = 0;
      const handler = async ({ event }: { readonly event: { readonly position: number } }) => {
        const running = (underWay.get(event.position) ?? 0) + 1;
        underWay.set(event.position, running);
        if (running > 1) overlaps += 1;
        await store.head();
        await store.readStream('alpha-1');
        underWay.set(event.position, (underWay.get(event.position) ?? 1) - 1);
        return ack;
      };
      const replicas = [record({ handler }), record({ handler })];
      const consumptions = await Promise.all(replicas.map(({ consumer }) => bus.consume(consumer)));
      await publish(store, 200);
      await advance(pastBackOffMs);
      await closeAll(consumptions);
      expect(overlaps).toBeGreaterThan(0);
    });

    it('still records a dead letter and goes on with the others', async () => {
      const { store, bus, advance } = await open(4);
      const positions = await publish(store, 50);
      const bad = positions[20];
      const { consumer, deliveries, letters } = record({
        handler: async ({ event }): Promise<Settlement> =>
          event.position === bad ? { kind: 'dead-letter', error: 'no' } : ack,
      });
      const consumption = await bus.consume(consumer);
      await advance(pastBackOffMs);
      await consumption.close();
      expect(distinct(letters.items.map(positionOf))).toEqual([bad]);
      expect(distinct(positionsOf(deliveries))).toHaveLength(50);
    });

    it('settles everything in the end, so that nothing comes again', async () => {
      const { store, bus, advance, reopen } = await open(5);
      await publish(store, 100);
      const first = record();
      const consumption = await bus.consume(first.consumer);
      await advance(pastBackOffMs);
      await consumption.close();
      const second = record();
      const again = await ((await reopen?.()) ?? bus).consume(second.consumer);
      const [last] = await publish(store, 1);
      await advance(pastBackOffMs);
      await again.close();
      expect(distinct(positionsOf(second.deliveries))).toEqual([last]);
    });
  });
}

function positionOf(one: { readonly event: { readonly position: number } }): number {
  return one.event.position;
}

function distinct(positions: readonly number[]): readonly number[] {
  return [...new Set(positions)];
}

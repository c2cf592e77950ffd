import { describe, expect, it } from 'vitest';
import { ack } from '@atms/eventsourcing';
import { createGate, createGathering } from '../gathering.ts';
import { closeAll, type EventBusHarness } from './harness.ts';
import { positionsOf, publish, record, sorted } from './log.ts';

export function describeDeliveries(open: () => Promise<EventBusHarness>): void {
  describe('delivering', () => {
    it('hands out every event of the source, from before and from after the consumer came', async () => {
      const { store, bus } = await open();
      const before = await publish(store, 30);
      const { consumer, deliveries } = record();
      const consumption = await bus.consume(consumer);
      const after = await publish(store, 30);
      await deliveries.until(60);
      await consumption.close();
      expect(sorted(positionsOf(deliveries))).toEqual([...before, ...after]);
    });

    it('hands out nothing of another source', async () => {
      const { store, bus } = await open();
      const { consumer, deliveries } = record({ source: 'beta', durable: 'tests__beta' });
      const consumption = await bus.consume(consumer);
      await publish(store, 10, 'alpha');
      const wanted = await publish(store, 3, 'beta');
      await publish(store, 10, 'alpha');
      await deliveries.until(3);
      await consumption.close();
      expect(sorted(positionsOf(deliveries))).toEqual(wanted);
    });

    it('gives each durable everything', async () => {
      const { store, bus } = await open();
      const recorders = ['one__alpha', 'two__alpha'].map((durable) => record({ durable }));
      const consumptions = await Promise.all(
        recorders.map(({ consumer }) => bus.consume(consumer)),
      );
      const positions = await publish(store, 20);
      for (const { deliveries } of recorders) {
        await deliveries.until(20);
        expect(sorted(positionsOf(deliveries))).toEqual(positions);
      }
      await closeAll(consumptions);
    });

    it('shares the work among those who have the same durable', async () => {
      const { store, bus } = await open();
      const gate = createGate();
      const busy = createGathering<string>();
      const worker = (name: string) =>
        record({
          concurrency: 1,
          async handler() {
            busy.add(name);
            await gate.opened;
            return ack;
          },
        });
      const workers = [worker('first'), worker('second')];
      const consumptions = await Promise.all(workers.map(({ consumer }) => bus.consume(consumer)));
      const positions = await publish(store, 10);
      await busy.until(2);
      expect(busy.items.toSorted()).toEqual(['first', 'second']);
      gate.open();
      await busy.until(10);
      await closeAll(consumptions);
      const handed = workers.flatMap(({ deliveries }) => positionsOf(deliveries));
      expect(sorted(handed)).toEqual(positions);
    });

    it('has no more under way at a consumer than it takes at once', async () => {
      const { store, bus } = await open();
      let underWay = 0;
      let most = 0;
      const done = createGathering<number>();
      const { consumer } = record({
        concurrency: 3,
        async handler({ event }) {
          underWay += 1;
          most = Math.max(most, underWay);
          await store.readStream(event.stream);
          underWay -= 1;
          done.add(event.position);
          return ack;
        },
      });
      const consumption = await bus.consume(consumer);
      await publish(store, 100);
      await done.until(100);
      await consumption.close();
      expect(most).toBe(3);
    });

    it('goes on with the others while one handler is stuck', async () => {
      const { store, bus } = await open();
      const [stuck] = await publish(store, 1);
      const gate = createGate();
      const done = createGathering<number>();
      const { consumer } = record({
        concurrency: 2,
        async handler({ event }) {
          if (event.position === stuck) await gate.opened;
          done.add(event.position);
          return ack;
        },
      });
      const consumption = await bus.consume(consumer);
      const others = await publish(store, 200);
      await done.until(200);
      expect(sorted(done.items)).toEqual(others);
      gate.open();
      await done.until(201);
      await consumption.close();
    });

    it('takes up thousands that were there before, with a handler that is slow at first', async () => {
      const { store, bus } = await open();
      for (let append = 0; append < 10; append++) await publish(store, 400);
      const gate = createGate();
      const { consumer, deliveries } = record({
        concurrency: 8,
        async handler() {
          await gate.opened;
          return ack;
        },
      });
      const consumption = await bus.consume(consumer);
      await deliveries.until(8);
      expect(deliveries.items).toHaveLength(8);
      gate.open();
      await deliveries.until(4_000);
      await consumption.close();
      expect(new Set(positionsOf(deliveries)).size).toBe(4_000);
    });
  });
}

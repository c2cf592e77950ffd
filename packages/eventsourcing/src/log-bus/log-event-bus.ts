/**
 * An event bus that follows the log itself: the log is at hand, so nothing is copied, only cursors are kept.
 *
 * Owns: the durable consumers of this process. Consumers with one durable share its deliveries.
 * Does not own: how a cursor is made durable. A cursor that is lost or late means repeats, never a gap.
 */
import { InvalidMessage, Unavailable } from '../errors.ts';
import type { Consumption, ConsumerOptions, EventBus, Settlement } from '../event-bus.ts';
import { DurableDeliveries } from './durable-deliveries.ts';
import type { LogBusPorts } from './log-bus-ports.ts';

export interface Redelivery {
  readonly durable: string;
  readonly position: number;
}

export interface LogEventBus extends EventBus {
  /**
   * Hands the event at a position to a handler of the durable once more and answers what came of it.
   * The cursor is not touched, nothing is retried, and no dead letter is recorded; what the handler throws is thrown.
   * @throws Unavailable when nobody here consumes the durable; InvalidMessage when there is no such event.
   */
  redeliver(redelivery: Redelivery): Promise<Settlement>;
}

export function createLogEventBus(ports: LogBusPorts): LogEventBus {
  const durables = new Map<string, DurableDeliveries>();
  return {
    async consume(consumer) {
      const deliveries = durables.get(consumer.durable) ?? new DurableDeliveries(ports, consumer);
      durables.set(consumer.durable, deliveries);
      return consumption(durables, deliveries, consumer);
    },
    async redeliver({ durable, position }) {
      const member = durables.get(durable)?.anyMember();
      if (member === undefined) throw new Unavailable(`Nobody consumes ${durable} here`);
      const [event] = await ports.store.readAll({ after: position - 1, limit: 1 });
      if (event?.position !== position) {
        throw new InvalidMessage(`The log has no event at position ${position}`);
      }
      return member.consumer.handler({ event, deliveries: 1 });
    },
  };
}

function consumption(
  durables: Map<string, DurableDeliveries>,
  deliveries: DurableDeliveries,
  consumer: ConsumerOptions,
): Consumption {
  const member = deliveries.join(consumer);
  return {
    async close() {
      const nobodyLeft = deliveries.leave(member);
      // Forgotten before it is closed: who consumes meanwhile begins anew at the cursor.
      if (nobodyLeft && durables.get(consumer.durable) === deliveries) {
        durables.delete(consumer.durable);
      }
      await member.leave();
      if (nobodyLeft) await deliveries.close();
    },
  };
}

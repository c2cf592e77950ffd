/**
 * Turns delivered events into commands: waits until the replica's view has reached the event, asks the process
 * manager, sends the commands, and acknowledges when their decisions are in the log.
 */
import { durableName, type ServiceName } from '@atms/contracts';
import {
  ack,
  commandIdOf,
  type Consumption,
  type Delivery,
  type LogFollower,
  type RecordedEvent,
  type Requested,
  type Settlement,
} from '@atms/eventsourcing';
import { recordDeadLetter, serveRedrive } from './dead-letters.ts';
import type { Part, ServicePorts } from './service-ports.ts';

export interface Envelope {
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string;
}

export interface ReactorOptions<Command> {
  readonly service: ServiceName;
  readonly sources: readonly ServiceName[];
  readonly ports: ServicePorts;
  readonly follower: LogFollower;
  readonly concurrency?: number;
  readonly react: (event: RecordedEvent) => readonly Requested<Command>[];
  readonly send: (command: Command, envelope: Envelope) => Promise<unknown>;
}

export function createReactor<Command>(options: ReactorOptions<Command>): Part {
  return createConsumer({
    ...options,
    handle: async (event) => {
      const requested = options.react(event);
      if (requested.length === 0) return;
      await Promise.all(
        requested.map((one, index) =>
          options.send(one.command, {
            commandId: commandIdOf(options.service, event, index),
            correlationId: one.correlationId,
            causationId: event.eventId,
          }),
        ),
      );
    },
  });
}

export interface ConsumerPartOptions {
  readonly service: ServiceName;
  readonly sources: readonly ServiceName[];
  readonly ports: ServicePorts;
  readonly follower: LogFollower;
  readonly concurrency?: number;
  /** Runs once the view has reached the event. What it throws is retried, then a dead letter. */
  readonly handle: (event: RecordedEvent) => Promise<void>;
}

/** Consumes the events of `sources`, each by a durable of its own. */
export function createConsumer(options: ConsumerPartOptions): Part {
  const { ports, follower } = options;
  let open: { close(): Promise<void> }[] = [];
  const handle = async (event: RecordedEvent): Promise<void> => {
    if (follower.position() < event.position) await follower.reached(event.position);
    await options.handle(event);
  };
  const handler = async ({ event }: Delivery): Promise<Settlement> => {
    await handle(event);
    return ack;
  };
  const consume = (source: ServiceName): Promise<Consumption> => {
    const durable = durableName(options.service, source);
    return ports.bus.consume({
      durable,
      source,
      concurrency: options.concurrency ?? 64,
      handler,
      onDeadLetter: (letter) => recordDeadLetter(ports, { consumer: durable, ...letter }),
    });
  };
  return {
    async start() {
      open = await Promise.all(options.sources.map(consume));
      open.push(await serveRedrive({ ...options, handle }));
    },
    async stop() {
      await Promise.all(open.map((one) => one.close()));
    },
  };
}

import { eventDefinition, type EventOf, type EventType, isEventType } from '@atms/contracts';
import {
  type CommandHandler,
  createCommandHandler,
  type Decider,
  InvalidMessage,
  type PlainEvent,
  type RecordedEvent,
  type Rejection,
  type KeptStreams,
} from '@atms/eventsourcing';
import type { ServicePorts } from './service-ports.ts';

/** The largest payload of one event; what is bigger is a blob. */
const maxEventBytes = 64 * 1024;

/** A command handler over one kind of stream, whose events are checked against the contracts before they are appended. */
export function createAggregate<Command, State, T extends EventType>(
  ports: Pick<ServicePorts, 'store' | 'ids' | 'clock' | 'snapshots'>,
  aggregate: {
    readonly decider: Decider<Command, State, EventOf<T>, Rejection>;
    /** Every event type that may stand in such a stream. */
    readonly types: readonly T[];
    /** Streams whose state stays in memory. */
    readonly cachedStreams?: number;
    /** For streams that grow long: snapshots of the state are taken. */
    readonly plain?: PlainState<State>;
  },
): CommandHandler<Command, EventOf<T>, Rejection> {
  const { snapshots } = ports;
  const types: readonly string[] = aggregate.types;
  const knows = (event: RecordedEvent): event is RecordedEvent & EventOf<T> =>
    types.includes(event.type);
  return createCommandHandler<Command, State, EventOf<T>, Rejection>({
    ...ports,
    decider: aggregate.decider,
    knows,
    check: checkEvent,
    ...(aggregate.cachedStreams === undefined ? {} : { cachedStreams: aggregate.cachedStreams }),
    ...(aggregate.plain === undefined ? {} : { kept: { ...aggregate.plain, snapshots } }),
  });
}

type PlainState<State> = Pick<KeptStreams<State>, 'toPlain' | 'fromPlain'>;

/** For a state of plain values, Maps and Sets. */
export function plainState<State>(): PlainState<State> {
  // What comes back is what the same code wrote: the snapshots see to that.
  return { toPlain: (state) => state, fromPlain: (plain) => plain as State };
}

/** @throws InvalidMessage when the data does not fit the event's schema or is too big for the log. */
export function checkEvent(event: PlainEvent): void {
  if (!isEventType(event.type)) throw new InvalidMessage(`${event.type} is no event of ATMS`);
  const result = eventDefinition(event.type).schema.safeParse(event.data);
  if (!result.success) {
    throw new InvalidMessage(`${event.type} does not fit its schema: ${result.error.message}`);
  }
  const bytes = Buffer.byteLength(JSON.stringify(event.data));
  if (bytes > maxEventBytes) {
    throw new InvalidMessage(`${event.type} has ${bytes} bytes; at most ${maxEventBytes} fit`);
  }
}

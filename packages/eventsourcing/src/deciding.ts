import type { Decider } from './decider.ts';
import type { NewEvent } from './event.ts';
import { foldInto, type FoldedStream } from './folded-stream.ts';
import type { Clock, Ids } from './ports.ts';

export interface StreamCommand<Command> {
  readonly stream: string;
  readonly command: Command;
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId?: string;
}

export interface PlainEvent {
  readonly type: string;
  readonly data: unknown;
}

export interface DecidingPorts<Command, State, Event, Rejection> {
  readonly ids: Ids;
  readonly clock: Clock;
  readonly decider: Decider<Command, State, Event, Rejection>;
  /** @throws InvalidMessage for an event that must not enter the log. */
  readonly check: (event: Event) => void;
}

/** What a command came to. `newEvents` is what must be appended before anybody hears of it. */
export type Decided<Event, Rejection> =
  | {
      readonly kind: 'accepted';
      readonly events: readonly Event[];
      readonly newEvents: readonly NewEvent[];
    }
  | { readonly kind: 'rejected'; readonly rejection: Rejection; readonly newEvents: readonly [] }
  | { readonly kind: 'failed'; readonly error: unknown; readonly newEvents: readonly [] };

/** Decides one command on a folded stream, and folds what was decided onto it. */
export function decideOnto<Command, State, Event extends PlainEvent, Rejection>(
  ports: DecidingPorts<Command, State, Event, Rejection>,
  folded: FoldedStream<State, Event>,
  command: StreamCommand<Command>,
): Decided<Event, Rejection> {
  const before = folded.recent.get(command.commandId);
  if (before !== undefined) return { kind: 'accepted', events: before, newEvents: [] };
  const decided = decideChecked(ports, folded.state, command);
  if (decided.kind === 'accepted') {
    for (const event of decided.events) {
      foldInto(ports.decider, folded, { event, commandId: command.commandId });
    }
  }
  return decided;
}

/** Nothing has been folded when this fails, so the other commands of a batch are not touched. */
function decideChecked<Command, State, Event extends PlainEvent, Rejection>(
  ports: DecidingPorts<Command, State, Event, Rejection>,
  state: State,
  command: StreamCommand<Command>,
): Decided<Event, Rejection> {
  try {
    const decision = ports.decider.decide(command.command, state);
    if (decision.kind === 'rejected') return { ...decision, newEvents: [] };
    for (const event of decision.events) ports.check(event);
    return { ...decision, newEvents: toNewEvents(ports, command, decision.events) };
  } catch (error) {
    return { kind: 'failed', error, newEvents: [] };
  }
}

/** Ids derive from the command's, so that an append that is made again is recognised. */
function toNewEvents(
  ports: { readonly ids: Ids; readonly clock: Clock },
  command: Omit<StreamCommand<unknown>, 'command'>,
  events: readonly PlainEvent[],
): readonly NewEvent[] {
  const metadata = {
    commandId: command.commandId,
    correlationId: command.correlationId,
    ...(command.causationId === undefined ? {} : { causationId: command.causationId }),
    time: ports.clock.now(),
  };
  return events.map((event, index) => ({
    eventId: ports.ids.derivedEvent(`${command.stream}/${command.commandId}/${index}`),
    type: event.type,
    data: event.data,
    metadata,
  }));
}

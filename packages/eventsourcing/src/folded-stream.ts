import type { Decider } from './decider.ts';
import type { RecordedEvent } from './event.ts';

/** How many commands a stream remembers: a repeat of one of them is answered with what was decided then. */
export const rememberedCommands = 256;

/**
 * One stream folded: state, revision, and the last commands with their events.
 * The handler that owns it may change it in place; after a failed append it is thrown away and read again.
 */
export interface FoldedStream<State, Event> {
  state: State;
  /** -1 when the stream does not exist. */
  revision: number;
  /** Position of the last event, 0 when there is none. */
  position: number;
  readonly recent: Map<string, Event[]>;
  /** The revision at which the next snapshot of it is due; undefined when none was taken. */
  nextKept?: number;
}

export interface FoldableEvent<Event> {
  readonly event: Event;
  readonly commandId: string;
}

export function emptyStream<State, Event>(initial: State): FoldedStream<State, Event> {
  return { state: initial, revision: -1, position: 0, recent: new Map() };
}

export function foldInto<Command, State, Event, Rejection>(
  decider: Decider<Command, State, Event, Rejection>,
  stream: FoldedStream<State, Event>,
  next: FoldableEvent<Event>,
): void {
  stream.state = decider.evolve(stream.state, next.event);
  stream.revision += 1;
  remember(stream.recent, next);
}

export function foldRecorded<Command, State, Event extends RecordedShape, Rejection>(
  decider: Decider<Command, State, Event, Rejection>,
  stream: FoldedStream<State, Event>,
  events: readonly (RecordedEvent & Event)[],
): void {
  for (const event of events) {
    foldInto(decider, stream, { event, commandId: event.metadata.commandId });
    stream.position = event.position;
  }
}

interface RecordedShape {
  readonly type: string;
  readonly data: unknown;
}

function remember<Event>(recent: Map<string, Event[]>, next: FoldableEvent<Event>): void {
  const known = recent.get(next.commandId);
  if (known !== undefined) {
    known.push(next.event);
    return;
  }
  recent.set(next.commandId, [next.event]);
  if (recent.size <= rememberedCommands) return;
  for (const oldest of recent.keys()) {
    recent.delete(oldest);
    return;
  }
}

/**
 * Decides commands and appends what was decided.
 *
 * Owns: the cached state of the streams it was asked about, one mailbox per stream.
 * Does not own: the truth. The append's expected revision is what keeps two handlers apart.
 *
 * 1. Every decision is made on what the log holds when it is made: the cached state takes in what others appended.
 *    So a rejection, which no append confirms, is as good as an acceptance.
 * 2. Every append names the revision that the decision was made at; a conflict throws the cached state away.
 * 3. Commands that arrive while an append is under way wait, are decided on one another's results, and share an append.
 * 4. A command id that the stream remembers is answered with what was decided then.
 * 5. An append whose outcome is unknown is repeated identically.
 * 6. A stream that was never asked about is folded from its first event, or from a snapshot of it.
 * 7. A command whose decision fails, or whose events do not fit, fails alone.
 */
import {
  type Decided,
  decideOnto,
  type DecidingPorts,
  type PlainEvent,
  type StreamCommand,
} from './deciding.ts';
import { hasCode, ReaderTooOld, Unavailable } from './errors.ts';
import type { NewEvent, RecordedEvent } from './event.ts';
import type { EventStore } from './event-store.ts';
import { emptyStream, type FoldedStream, foldRecorded } from './folded-stream.ts';
import { createLeastRecentlyUsed, type LeastRecentlyUsed } from './least-recently-used.ts';
import { type KeptStreams, loadStream, saveStream } from './kept-streams.ts';
import { createMailboxes } from './mailboxes.ts';
import type { Clock } from './ports.ts';

export type Outcome<Event, Rejection> =
  | { readonly kind: 'accepted'; readonly events: readonly Event[]; readonly position: number }
  | { readonly kind: 'rejected'; readonly rejection: Rejection; readonly position: number };

export type CommandHandler<Command, Event, Rejection> = (
  command: StreamCommand<Command>,
) => Promise<Outcome<Event, Rejection>>;

export interface CommandHandlerOptions<
  Command,
  State,
  Event extends PlainEvent,
  Rejection,
> extends DecidingPorts<Command, State, Event, Rejection> {
  readonly store: EventStore;
  /** Whether the decider knows this event; a stream with another one is not folded. */
  readonly knows: (event: RecordedEvent) => event is RecordedEvent & Event;
  /** Streams whose state stays in memory. */
  readonly cachedStreams?: number;
  /** For streams that grow long. */
  readonly kept?: KeptStreams<State>;
}

const maxTries = 8;

/** Commands that share an append: a log takes an append of a megabyte, not of any size. */
const largestBatch = 256;

export function createCommandHandler<Command, State, Event extends PlainEvent, Rejection>(
  options: CommandHandlerOptions<Command, State, Event, Rejection>,
): CommandHandler<Command, Event, Rejection> {
  const cache = createLeastRecentlyUsed<FoldedStream<State, Event>>(options.cachedStreams ?? 2_000);
  const post = createMailboxes<Waiting<Command, Event, Rejection>>({
    largestBatch,
    async handle(stream, batch) {
      try {
        await decideBatch(options, { cache, stream, batch });
      } catch (error) {
        for (const waiting of batch) waiting.fail(error);
      }
    },
  });
  return (command) =>
    new Promise((resolve, fail) => post(command.stream, { command, resolve, fail }));
}

interface Waiting<Command, Event, Rejection> {
  readonly command: StreamCommand<Command>;
  readonly resolve: (outcome: Outcome<Event, Rejection>) => void;
  readonly fail: (error: unknown) => void;
}

interface Batch<Command, State, Event, Rejection> {
  readonly cache: LeastRecentlyUsed<FoldedStream<State, Event>>;
  readonly stream: string;
  readonly batch: readonly Waiting<Command, Event, Rejection>[];
}

async function decideBatch<Command, State, Event extends PlainEvent, Rejection>(
  options: CommandHandlerOptions<Command, State, Event, Rejection>,
  { cache, stream, batch }: Batch<Command, State, Event, Rejection>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    // Whatever fails from here on leaves the state that was folded ahead of the log: it is not kept.
    const cached = cache.get(stream);
    cache.delete(stream);
    const folded =
      cached ??
      (await loadStream<State, Event>(options.kept, stream)) ??
      emptyStream<State, Event>(options.decider.initialState());
    await catchUp(options, stream, folded);
    const expected = folded.revision;
    const decided = batch.map(({ command }) => decideOnto(options, folded, command));
    const events = decided.flatMap((one) => one.newEvents);
    try {
      if (events.length > 0) {
        folded.position = await appendUntilKnown(options, { stream, expected, events });
      }
    } catch (error) {
      if (hasCode(error, 'revision-conflict') && attempt < maxTries) continue;
      throw error;
    }
    if (options.decider.isOver?.(folded.state) !== true) cache.set(stream, folded);
    await saveStream(options.kept, stream, folded);
    batch.forEach((waiting, index) => answer(waiting, decided[index], folded.position));
    return;
  }
}

/** @throws ReaderTooOld for an event that the decider does not know: it stops rather than guesses. */
async function catchUp<Command, State, Event extends PlainEvent, Rejection>(
  options: CommandHandlerOptions<Command, State, Event, Rejection>,
  stream: string,
  folded: FoldedStream<State, Event>,
): Promise<void> {
  const fromRevision = folded.revision + 1;
  const recorded = await options.store.readStream(stream, { fromRevision });
  const unknown = recorded.find((event) => !options.knows(event));
  if (unknown !== undefined) throw new ReaderTooOld(stream, unknown.type);
  foldRecorded(options.decider, folded, recorded.filter(options.knows));
}

function answer<Command, Event, Rejection>(
  waiting: Waiting<Command, Event, Rejection>,
  decided: Decided<Event, Rejection> | undefined,
  position: number,
): void {
  if (decided?.kind === 'accepted') {
    waiting.resolve({ kind: 'accepted', events: decided.events, position });
  } else if (decided?.kind === 'rejected') {
    waiting.resolve({ kind: 'rejected', rejection: decided.rejection, position });
  } else {
    waiting.fail(decided?.error);
  }
}

interface KnownAppend {
  readonly stream: string;
  /** -1 when the stream must not exist. */
  readonly expected: number;
  readonly events: readonly NewEvent[];
}

/** Repeats the identical append while its outcome is unknown. @returns the position of its last event. */
async function appendUntilKnown(
  ports: { readonly store: EventStore; readonly clock: Clock },
  append: KnownAppend,
): Promise<number> {
  const expected = append.expected === -1 ? 'no-stream' : append.expected;
  for (let attempt = 1; ; attempt++) {
    try {
      return (await ports.store.append({ ...append, expected })).position;
    } catch (error) {
      if (!hasCode(error, 'unavailable')) throw error;
      if (attempt >= maxTries) throw giveUp(append.stream, error);
      await pause(ports.clock, Math.min(100 * 2 ** attempt, 5_000));
    }
  }
}

function giveUp(stream: string, cause: unknown): Unavailable {
  return new Unavailable(`The log did not say whether an append to ${stream} took place`, cause);
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve));
}

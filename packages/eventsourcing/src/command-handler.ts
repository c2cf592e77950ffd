/**
 * Decides commands and appends what was decided.
 *
 * Owns: the cached state of the streams it was asked about, one mailbox per stream.
 * Does not own: the truth. The append's expected revision is what keeps two handlers apart.
 *
 * 1. Every append names the revision that the decision was made at.
 * 2. Commands that arrive while an append is under way wait, are decided on one another's results, and share an append.
 * 3. A command id that the stream remembers is answered with what was decided then.
 * 4. An append whose outcome is unknown is repeated identically; a conflict throws the cached state away.
 */
import type { Decider } from './decider.ts';
import { AtmsError, hasCode, ReaderTooOld, Unavailable } from './errors.ts';
import type { NewEvent, RecordedEvent } from './event.ts';
import type { EventStore } from './event-store.ts';
import { foldInto, foldRecorded, type FoldedStream } from './folded-stream.ts';
import { createLeastRecentlyUsed } from './least-recently-used.ts';
import type { Clock, Ids } from './ports.ts';

export interface StreamCommand<Command> {
  readonly stream: string;
  readonly command: Command;
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId?: string;
}

export type Outcome<Event, Rejection> =
  | { readonly kind: 'accepted'; readonly events: readonly Event[]; readonly position: number }
  | { readonly kind: 'rejected'; readonly rejection: Rejection; readonly position: number };

export type CommandHandler<Command, Event, Rejection> = (
  command: StreamCommand<Command>,
) => Promise<Outcome<Event, Rejection>>;

export interface PlainEvent {
  readonly type: string;
  readonly data: unknown;
}

export interface CommandHandlerOptions<Command, State, Event extends PlainEvent, Rejection> {
  readonly store: EventStore;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly decider: Decider<Command, State, Event, Rejection>;
  /** Whether the decider knows this event; a stream with another one is not folded. */
  readonly knows: (event: RecordedEvent) => event is RecordedEvent & Event;
  /** @throws InvalidMessage for an event that must not enter the log. */
  readonly check: (event: Event) => void;
  /** Streams whose state stays in memory. */
  readonly cachedStreams?: number;
}

const maxTries = 8;

export function createCommandHandler<Command, State, Event extends PlainEvent, Rejection>(
  options: CommandHandlerOptions<Command, State, Event, Rejection>,
): CommandHandler<Command, Event, Rejection> {
  const mailboxes = new Map<string, Waiting<Command, Event, Rejection>[]>();
  const cache = createLeastRecentlyUsed<FoldedStream<State, Event>>(options.cachedStreams ?? 10_000);

  return (command) =>
    new Promise((resolve, fail) => {
      const waiting = { command, resolve, fail };
      const mailbox = mailboxes.get(command.stream);
      if (mailbox !== undefined) {
        mailbox.push(waiting);
        return;
      }
      mailboxes.set(command.stream, [waiting]);
      void drain(command.stream);
    });

  async function drain(stream: string): Promise<void> {
    const mailbox = mailboxes.get(stream) ?? [];
    // One turn of grace, so that commands of the same moment share an append.
    await Promise.resolve();
    while (mailbox.length > 0) {
      const batch = mailbox.splice(0);
      try {
        await decideBatch(stream, batch);
      } catch (error) {
        cache.delete(stream);
        for (const waiting of batch) waiting.fail(error);
      }
    }
    mailboxes.delete(stream);
  }

  async function decideBatch(
    stream: string,
    batch: readonly Waiting<Command, Event, Rejection>[],
  ): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const folded = await load(stream);
      const expected = folded.revision;
      const decided = batch.map((waiting) => decideOne(folded, waiting));
      const events = decided.flatMap((one) => one.newEvents);
      try {
        if (events.length > 0) {
          folded.position = await appendUntilKnown(options, { stream, expected, events });
        }
      } catch (error) {
        cache.delete(stream);
        if (hasCode(error, 'revision-conflict') && attempt < maxTries) continue;
        throw error;
      }
      for (const one of decided) one.answer(folded.position);
      return;
    }
  }

  async function load(stream: string): Promise<FoldedStream<State, Event>> {
    const cached = cache.get(stream);
    if (cached !== undefined) return cached;
    const recorded = await options.store.readStream(stream);
    const unknown = recorded.find((event) => !options.knows(event));
    if (unknown !== undefined) throw new ReaderTooOld(stream, unknown.type);
    const folded = foldRecorded(options.decider, recorded.filter(options.knows));
    cache.set(stream, folded);
    return folded;
  }

  function decideOne(
    folded: FoldedStream<State, Event>,
    waiting: Waiting<Command, Event, Rejection>,
  ): Decided {
    const { command } = waiting;
    const before = folded.recent.get(command.commandId);
    if (before !== undefined) return answerOnly(waiting, { kind: 'accepted', events: before });
    const decision = options.decider.decide(command.command, folded.state);
    if (decision.kind === 'rejected') return answerOnly(waiting, decision);
    for (const event of decision.events) options.check(event);
    for (const event of decision.events) {
      foldInto(options.decider, folded, { event, commandId: command.commandId });
    }
    return {
      newEvents: toNewEvents(options, command, decision.events),
      answer: (position) => waiting.resolve({ ...decision, position }),
    };
  }
}

interface Waiting<Command, Event, Rejection> {
  readonly command: StreamCommand<Command>;
  readonly resolve: (outcome: Outcome<Event, Rejection>) => void;
  readonly fail: (error: unknown) => void;
}

interface Decided {
  readonly newEvents: readonly NewEvent[];
  readonly answer: (position: number) => void;
}

type DecidedNow<Event, Rejection> =
  | { readonly kind: 'accepted'; readonly events: readonly Event[] }
  | { readonly kind: 'rejected'; readonly rejection: Rejection };

function answerOnly<Command, Event, Rejection>(
  waiting: Waiting<Command, Event, Rejection>,
  decided: DecidedNow<Event, Rejection>,
): Decided {
  return { newEvents: [], answer: (position) => waiting.resolve({ ...decided, position }) };
}

function toNewEvents<Command>(
  ports: { readonly ids: Ids; readonly clock: Clock },
  command: StreamCommand<Command>,
  events: readonly PlainEvent[],
): readonly NewEvent[] {
  const time = ports.clock.now();
  return events.map((event, index) => ({
    eventId: ports.ids.derivedEvent(`${command.stream}/${command.commandId}/${index}`),
    type: event.type,
    data: event.data,
    metadata: {
      commandId: command.commandId,
      correlationId: command.correlationId,
      ...(command.causationId === undefined ? {} : { causationId: command.causationId }),
      time,
    },
  }));
}

/** Repeats the identical append while its outcome is unknown. @returns the position of its last event. */
async function appendUntilKnown(
  ports: { readonly store: EventStore; readonly clock: Clock },
  append: { readonly stream: string; readonly expected: number; readonly events: readonly NewEvent[] },
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

function giveUp(stream: string, cause: unknown): AtmsError {
  return new Unavailable(`The log did not say whether an append to ${stream} took place`, cause);
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve));
}

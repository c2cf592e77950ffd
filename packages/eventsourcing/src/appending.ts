/** What every log does with an append before it writes: the rules are the same for all adapters. */
import { InvalidMessage, messageOf, RevisionConflict } from './errors.ts';
import type { EventMetadata, NewEvent, RecordedEvent } from './event.ts';
import type { Append, Appended } from './event-store.ts';

/** An event as text, as a log keeps it. `data` and `metadata` are JSON. */
export interface EncodedEvent {
  readonly eventId: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

/** Where an event stands in the log. */
export interface Place {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
}

export interface EncodedAppend {
  readonly stream: string;
  readonly expected: Append['expected'];
  readonly events: readonly EncodedEvent[];
}

/** The part of a log that an append is judged by. */
export interface LogView {
  /** Revision of the stream's last event, -1 when there is none. */
  headOf(stream: string): number;
  /** Events of the stream in order, `count` at most. */
  recorded(stream: string, fromRevision: number, count: number): readonly RecordedId[];
}

export interface RecordedId {
  readonly eventId: string;
  readonly position: number;
}

/** @throws InvalidMessage for what a log would lose, change or refuse. */
export function encodeAppend(append: Append): EncodedAppend {
  const { stream, expected } = append;
  checkName('stream', stream);
  if (expected !== 'no-stream' && !(Number.isSafeInteger(expected) && expected >= 0)) {
    throw new InvalidMessage(
      `An append to ${stream} expects '${String(expected)}': neither a revision nor 'no-stream'`,
    );
  }
  if (append.events.length === 0) throw new InvalidMessage(`An append to ${stream} has no events`);
  return { stream, expected, events: append.events.map(encodeEvent) };
}

/** What readers get: made anew from the text, so that nobody holds what the appender may still change. */
export function decodeEvent(event: EncodedEvent, place: Place): RecordedEvent {
  return {
    eventId: event.eventId,
    type: event.type,
    data: JSON.parse(event.data) as unknown,
    metadata: JSON.parse(event.metadata) as EventMetadata,
    stream: place.stream,
    revision: place.revision,
    position: place.position,
  };
}

/**
 * Whether the append is new, or the repeat of one that took place: same stream, revision and event ids.
 * @throws RevisionConflict when the stream is elsewhere.
 */
export function judgeAppend(append: EncodedAppend, log: LogView): Appended | 'new' {
  const before = append.expected === 'no-stream' ? -1 : append.expected;
  const head = log.headOf(append.stream);
  if (head === before) return 'new';
  const there =
    head < before + append.events.length
      ? []
      : log.recorded(append.stream, before + 1, append.events.length);
  const last = there.at(-1);
  if (
    last !== undefined &&
    append.events.every((event, i) => event.eventId === there[i]?.eventId)
  ) {
    return { revision: before + append.events.length, position: last.position };
  }
  throw new RevisionConflict(append.stream, append.expected, head === -1 ? 'no-stream' : head);
}

function encodeEvent(event: NewEvent): EncodedEvent {
  checkName('event id', event.eventId);
  checkName('event type', event.type);
  return {
    eventId: event.eventId,
    type: event.type,
    data: toJson(event, 'data'),
    metadata: toJson(event, 'metadata'),
  };
}

/** Half a surrogate pair has no UTF-8, and NUL ends a text in SQLite: both would come back changed. */
const unstorable = /\p{Surrogate}/u;

function checkName(what: string, name: unknown): void {
  if (typeof name !== 'string' || name === '') {
    throw new InvalidMessage(`The ${what} must be a text that is not empty, not ${typeof name}`);
  }
  if (name.includes('\0') || unstorable.test(name)) {
    throw new InvalidMessage(
      `The ${what} ${JSON.stringify(name)} has a character that cannot be stored`,
    );
  }
}

function toJson(event: NewEvent, part: 'data' | 'metadata'): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(event[part]);
  } catch (error) {
    throw new InvalidMessage(
      `The ${part} of ${event.type} is not JSON: ${messageOf(error)}`,
      error,
    );
  }
  if (text === undefined) throw new InvalidMessage(`The ${part} of ${event.type} is not JSON`);
  return text;
}

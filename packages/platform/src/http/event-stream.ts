/**
 * Server-Sent Events over one answer.
 *
 * Owns: the pace. Does not own: what is sent.
 *
 * 1. Nothing is made ahead of the reader: the next piece is asked for when the connection has taken the one before.
 * 2. A reader that does not take a piece within `stallMs` is cut off.
 * 3. However it ends (the pieces, the reader, the server), `onEnd` is called once and nothing is left behind.
 * 4. When the pieces fail, `onError` is told once, and the reader is told by an event `error` before the end: without
 *    that it could not tell a failure from an end.
 */
import type { Clock } from '@atms/eventsourcing';
import type { Context } from 'hono';
import { problemOf } from './answer-problem.ts';
import type { Connection } from './connection.ts';
import { problemText } from './problem.ts';

export interface EventStream {
  /** Texts of whole events or comments. It ends soon after `signal` is aborted. */
  readonly pieces: (signal: AbortSignal) => AsyncIterator<string>;
  readonly clock: Clock;
  readonly stallMs: number;
  readonly onEnd: () => void;
  readonly onError: (error: unknown) => void;
}

export interface ServerSentEvent {
  /** What a reader goes on after. */
  readonly id?: string;
  readonly event: string;
  readonly data: unknown;
}

const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' };

export function answerEventStream(context: Context, stream: EventStream): Response {
  if (context.req.method === 'HEAD') {
    stream.onEnd();
    return context.body(null, 200, headers);
  }
  return context.body(readable(stream, connectionOf(context)), 200, headers);
}

/** A request within the process has none. */
function connectionOf(context: Context): Connection {
  const env = context.env as Connection | undefined;
  return env ?? {};
}

/** JSON has no line end in it, so that one line of data is enough. */
export function eventText({ id, event, data }: ServerSentEvent): string {
  const place = id === undefined ? '' : `id: ${id}\n`;
  return `${place}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Keeps the connection open; readers skip it. */
export const keepAliveText = ': still here\n\n';

function readable(stream: EventStream, connection: Connection): ReadableStream<Uint8Array> {
  const { clock, stallMs } = stream;
  const encoder = new TextEncoder();
  const gone = new AbortController();
  const over = AbortSignal.any([gone.signal, connection.closing ?? gone.signal]);
  const pieces = stream.pieces(over);
  let stopWatching = () => {};
  const end = () => {
    if (gone.signal.aborted) return;
    stopWatching();
    gone.abort();
    stream.onEnd();
  };
  const next = async (): Promise<IteratorResult<string>> => {
    try {
      return await pieces.next();
    } catch (error) {
      if (over.aborted) return { done: true, value: undefined };
      stream.onError(error);
      return { done: true, value: failureText(error) };
    }
  };
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    stopWatching();
    const piece = await next();
    if (gone.signal.aborted) return;
    if (typeof piece.value === 'string') controller.enqueue(encoder.encode(piece.value));
    if (piece.done === true) {
      controller.close();
      return end();
    }
    stopWatching = clock.after(stallMs, () => {
      connection.outgoing?.socket?.resetAndDestroy();
      end();
    });
  };
  return new ReadableStream({ pull, cancel: end }, { highWaterMark: 0 });
}

/** The last event of a stream that failed; a reader comes again by itself. */
function failureText(error: unknown): string {
  return `event: error\ndata: ${problemText(problemOf(error))}\n\n`;
}

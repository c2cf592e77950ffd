import { InvalidMessage } from '@atms/eventsourcing';
import type { Context } from 'hono';
import type { EventPoll } from './event-poll.ts';

const defaultLimit = 500;
const largestLimit = 5_000;
/** Longer, and something between client and server hangs up. */
const longestWaitMs = 60_000;

/** @throws InvalidMessage that names the value. */
export function readEventPoll(query: Readonly<Record<string, string>>): Omit<EventPoll, 'signal'> {
  const { after = '0', limit = String(defaultLimit), waitMs = '0', workflow } = query;
  return {
    after: readWholeNumber('after', after),
    limit: Math.min(largestLimit, Math.max(1, readWholeNumber('limit', limit))),
    waitMs: Math.min(longestWaitMs, readWholeNumber('waitMs', waitMs)),
    ...(workflow === undefined ? {} : { workflowId: workflow }),
  };
}

/**
 * Where a stream goes on: after the event that its reader had last, which says so when it comes again, or after the one
 * that it names at first. `now`: only what comes.
 * @throws InvalidMessage that names the value.
 */
export function readPlace(context: Context, now: number): number {
  const last = context.req.header('last-event-id');
  if (last !== undefined && last !== '') return readWholeNumber('Last-Event-ID', last);
  const after = context.req.query('after') ?? '0';
  return after === 'now' ? now : readWholeNumber('after', after);
}

/** @throws InvalidMessage for anything but a whole number of at least 0. */
export function readWholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new InvalidMessage(`'${name}' must be a whole number of at least 0, not '${text}'`);
}

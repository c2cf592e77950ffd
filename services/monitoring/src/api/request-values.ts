import { InvalidMessage } from '@atms/eventsourcing';
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

/** @throws InvalidMessage for anything but a whole number of at least 0. */
export function readWholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new InvalidMessage(`'${name}' must be a whole number of at least 0, not '${text}'`);
}

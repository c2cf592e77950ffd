import { InvalidMessage } from '@atms/eventsourcing';
import { eventTypes } from '@atms/contracts';
import { nearestName } from '@atms/plan';
import type { EventSearch } from '../queries/event-search.ts';
import { readEventPoll, readWholeNumber } from './request-values.ts';

export interface WantedEvents extends Pick<EventSearch, 'after' | 'limit' | 'end' | 'type'> {
  /** As somebody names it. */
  readonly workflow?: string;
  readonly task?: string;
  readonly waitMs: number;
}

/**
 * `last=20`: the last of those that are wanted, in place of the first `limit`.
 * @throws InvalidMessage that names the value.
 */
export function readEventSearch(query: Readonly<Record<string, string>>): WantedEvents {
  const { workflow, task, type, last } = query;
  const { after, limit, waitMs } = readEventPoll({
    ...query,
    limit: last ?? query['limit'] ?? '500',
  });
  return {
    after,
    waitMs,
    limit: last === undefined ? limit : Math.min(limit, readWholeNumber('last', last)),
    end: last === undefined ? 'first' : 'last',
    ...(workflow === undefined ? {} : { workflow }),
    ...(task === undefined ? {} : { task }),
    ...(type === undefined ? {} : { type: knownType(type) }),
  };
}

function knownType(type: string): string {
  const known: readonly string[] = eventTypes;
  const isKnown = type.endsWith('*')
    ? known.some((one) => one.startsWith(type.slice(0, -1)))
    : known.includes(type);
  if (isKnown) return type;
  const nearest = nearestName(type, known);
  const hint =
    nearest === undefined ? `There are: ${known.join(', ')}` : `Did you mean ${nearest}?`;
  throw new InvalidMessage(`No event is of the type '${type}'. ${hint}`);
}

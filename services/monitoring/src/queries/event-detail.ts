import type { EventStore, RecordedEvent } from '@atms/eventsourcing';
import type { EventDetail } from './operation-views.ts';
import type { Reference } from './references.ts';

const pageSize = 1_000;
const shownCandidates = 5;

/**
 * By position, by id, or by the beginning of one id. An id is looked for in the whole log, page by page: it stands in no
 * read model, and nobody but a person asks for one.
 */
export async function findEvent(
  store: Pick<EventStore, 'readAll'>,
  ref: string,
): Promise<Reference<EventDetail>> {
  const atPosition = /^\d{1,15}$/.test(ref) ? await eventAt(store, Number(ref)) : undefined;
  if (atPosition !== undefined) return { kind: 'found', found: asDetail(atPosition) };
  const found = await eventsWithId(store, ref.toLowerCase());
  const [event, another] = found;
  if (event === undefined) {
    const message = `There is no event '${ref}': name a position, an id, or the beginning of one`;
    return { kind: 'unknown', message };
  }
  if (another === undefined) return { kind: 'found', found: asDetail(event) };
  const candidates = found.map(({ eventId }) => eventId);
  const message = `'${ref}' may mean more than one event: ${candidates.join(', ')}`;
  return { kind: 'ambiguous', message, candidates };
}

async function eventAt(
  store: Pick<EventStore, 'readAll'>,
  position: number,
): Promise<RecordedEvent | undefined> {
  const [event] = await store.readAll({ after: position - 1, limit: 1 });
  return event?.position === position ? event : undefined;
}

async function eventsWithId(
  store: Pick<EventStore, 'readAll'>,
  ref: string,
): Promise<readonly RecordedEvent[]> {
  const found: RecordedEvent[] = [];
  if (ref === '') return found;
  for (let after = 0; found.length < shownCandidates;) {
    const page = await store.readAll({ after, limit: pageSize });
    const last = page.at(-1);
    if (last === undefined) return found;
    found.push(...page.filter(({ eventId }) => eventId.toLowerCase().startsWith(ref)));
    after = last.position;
  }
  return found.slice(0, shownCandidates);
}

function asDetail(event: RecordedEvent): EventDetail {
  const { position, eventId, type, stream, revision, data, metadata } = event;
  return { position, eventId, type, stream, revision, data, metadata };
}

import type { EventStore } from '@atms/eventsourcing';
import { agentDetails, findAgent } from './agent-queries.ts';
import type { ReadDatabase } from './database.ts';
import { deadLetterDetails } from './dead-letter-queries.ts';
import { findEvent } from './event-detail.ts';
import { type EventSearch, searchEvents } from './event-search.ts';
import type { AgentDetail, DeadLetterDetail, EventDetail } from './operation-views.ts';
import type { Reference } from './references.ts';
import type { EventView } from './views.ts';

/** What those ask who keep ATMS going. */
export interface OperationQueries {
  agents(): Promise<readonly AgentDetail[]>;
  /** `ref`: id, kind, or the beginning of one. */
  agent(ref: string): Promise<Reference<AgentDetail>>;
  deadLetters(which: { readonly redriven: boolean }): Promise<readonly DeadLetterDetail[]>;
  searchEvents(search: EventSearch): Promise<readonly EventView[]>;
  /** `ref`: position, id, or the beginning of one. */
  event(ref: string): Promise<Reference<EventDetail>>;
}

export function createOperationQueries(sources: {
  readonly db: ReadDatabase;
  readonly store: Pick<EventStore, 'readAll'>;
}): OperationQueries {
  const { db, store } = sources;
  return {
    agents: () => agentDetails(db),
    agent: (ref) => findAgent(db, ref),
    deadLetters: (which) => deadLetterDetails(db, which),
    searchEvents: (search) => searchEvents(db, search),
    event: (ref) => findEvent(store, ref),
  };
}

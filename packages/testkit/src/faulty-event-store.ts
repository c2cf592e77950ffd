import { type EventStore, Unavailable } from '@atms/eventsourcing';

/** What happens to an append: it fails and did not take place, it fails and did, or it works. */
export type AppendFault = 'lost' | 'unknown' | 'none';

export interface FaultyEventStore extends EventStore {
  /** Appends that were asked for so far, the failed ones included. */
  appends(): number;
}

/** A log that does not always answer. `faultOf` is asked before each append, with its number from 1. */
export function createFaultyEventStore(
  store: EventStore,
  faultOf: (append: number) => AppendFault,
): FaultyEventStore {
  let appends = 0;
  return {
    ...store,
    appends: () => appends,
    async append(append) {
      appends += 1;
      const fault = faultOf(appends);
      if (fault === 'lost') throw new Unavailable('The append was lost');
      const appended = await store.append(append);
      if (fault === 'unknown') throw new Unavailable('The answer was lost');
      return appended;
    },
  };
}

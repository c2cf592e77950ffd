import type { ExpectedRevision } from './errors.ts';
import type { NewEvent, RecordedEvent } from './event.ts';

/** The log: the only source of truth. */
export interface EventStore {
  /**
   * Appends all of `events` or none, only if the stream is exactly at `expected`. Resolves after the data is
   * safe on disk. The identical append again (same stream, revision and event ids) answers the same; an old
   * event id at the current revision is a new event.
   * @throws RevisionConflict when the stream is elsewhere; Unavailable when the outcome is unknown.
   */
  append(append: Append): Promise<Appended>;
  /** Events of one stream in order, from `fromRevision` (default 0). A missing stream is empty. */
  readStream(
    stream: string,
    options?: { readonly fromRevision?: number },
  ): Promise<readonly RecordedEvent[]>;
  /** The next events of the whole log after `after`, in order, at most `limit`. */
  readAll(options: {
    readonly after: number;
    readonly limit: number;
  }): Promise<readonly RecordedEvent[]>;
  /** Position of the last event, 0 when the log is empty. */
  head(): Promise<number>;
  /**
   * Every event after `after`, in order, without gap or repeat, through catch-up to live. `onEvents` is awaited
   * before the next batch. A failure of `onEvents` ends the subscription and is handed to `onFailure`.
   */
  subscribe(subscription: SubscriptionOptions): Subscription;
}

export interface Append {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly NewEvent[];
}

export interface Appended {
  /** Revision and position of the last event of the append. */
  readonly revision: number;
  readonly position: number;
}

export interface SubscriptionOptions {
  /** 0 means from the first event. */
  readonly after: number;
  readonly onEvents: (events: readonly RecordedEvent[]) => void | Promise<void>;
  readonly onFailure: (error: unknown) => void;
}

export interface Subscription {
  close(): Promise<void>;
}

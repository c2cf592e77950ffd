import {
  type Clock,
  createLogEventBus,
  createRoughness,
  defaultRetry,
  type EventStore,
  type HandlerFailure,
  type LogEventBus,
  type RecordedEvent,
  type RetryPolicy,
  smooth,
} from '@atms/eventsourcing';
import type { LogDatabase } from './open-log-database.ts';
import { createSqliteCursors } from './sqlite-cursors.ts';

export interface EmbeddedEventBusOptions {
  readonly store: EventStore;
  /** Keeps the cursors. */
  readonly database: LogDatabase;
  readonly clock: Clock;
  /** The service that owns the event. */
  readonly sourceOf: (event: RecordedEvent) => string;
  /** Shuffles, repeats, and delivers again while the first delivery is handled. */
  readonly rough?: { readonly seed: number };
  readonly retry?: Partial<RetryPolicy>;
  readonly onHandlerFailure?: (failure: HandlerFailure) => void;
  /** The log cannot be followed any more: the process must end. */
  readonly onFatal: (error: unknown) => void;
}

export interface EmbeddedEventBus extends LogEventBus {
  /** Writes the cursors. Consumers are closed by those who opened them, before. */
  close(): Promise<void>;
}

export function createEmbeddedEventBus(options: EmbeddedEventBusOptions): EmbeddedEventBus {
  const cursors = createSqliteCursors(options.database, options.clock);
  const bus = createLogEventBus({
    store: options.store,
    cursors,
    clock: options.clock,
    sourceOf: options.sourceOf,
    retry: { ...defaultRetry, ...options.retry },
    roughness: options.rough === undefined ? smooth : createRoughness(options.rough.seed),
    random: Math.random,
    onHandlerFailure: options.onHandlerFailure ?? (() => {}),
    onFailure: options.onFatal,
  });
  return { ...bus, close: async () => cursors.flush() };
}

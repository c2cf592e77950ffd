import { join } from 'node:path';
import {
  type BlobStore,
  type Clock,
  type CommandBus,
  createDirectCommandBus,
  createLocalSignals,
  type Ids,
  type Logger,
  messageOf,
  type RecordedEvent,
  type RetryPolicy,
  type Signals,
  type Snapshots,
} from '@atms/eventsourcing';
import { codeFingerprint } from '../lifecycle/code-fingerprint.ts';
import { createSystemClock } from '../lifecycle/system-clock.ts';
import { createSystemIds } from '../lifecycle/system-ids.ts';
import { openDataDirectory } from './data-directory.ts';
import { createEmbeddedEventBus, type EmbeddedEventBus } from './embedded-event-bus.ts';
import { createFileBlobStore } from './file-blob-store.ts';
import { lookThrough } from './look-through.ts';
import { openLogDatabase } from './open-log-database.ts';
import { createSqliteSnapshots } from './sqlite-snapshots.ts';
import { createSqliteEventStore, type SqliteEventStore } from './sqlite-event-store.ts';

export interface EmbeddedOptions {
  /** The folder itself (`<repository>/.atms`), made where it is missing. */
  readonly dataDirectory: string;
  /** The service that owns the event. */
  readonly sourceOf: (event: RecordedEvent) => string;
  readonly log: Logger;
  /** The log could not be written or followed: nothing may be decided any more, the process must end. */
  readonly onFatal: (error: unknown) => void;
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly rough?: { readonly seed: number };
  readonly retry?: Partial<RetryPolicy>;
  /** After how many events a snapshot is taken. */
  readonly snapshotEvery?: number;
}

/** Every port, for one process with nothing to install. */
export interface EmbeddedPlatform {
  readonly store: SqliteEventStore;
  readonly snapshots: Snapshots;
  readonly bus: EmbeddedEventBus;
  readonly commands: CommandBus;
  readonly signals: Signals;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Absolute path of the folder. */
  readonly dataDirectory: string;
  readonly dataDirectoryId: string;
  /** After the consumers and services are closed. Gives the folder back. */
  close(): Promise<void>;
}

/**
 * Takes the data directory for this process.
 * @throws AtmsError `data-directory-held`, `newer-data-format`, `unusable-database`, `unusable-data-directory`.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedPlatform> {
  const { path, dataDirectoryId } = await openDataDirectory(options.dataDirectory);
  const { clock = createSystemClock(), ids = createSystemIds(), log, onFatal } = options;
  const database = openLogDatabase(join(path, 'log.db'), { onFatal });
  const store = createSqliteEventStore(database);
  const snapshots = createSqliteSnapshots(database, {
    code: codeFingerprint(),
    every: options.snapshotEvery,
  });
  const looking = lookThrough(database, { upTo: await store.head(), onDamage: onFatal });
  const bus = createEmbeddedEventBus({
    store,
    database,
    clock,
    sourceOf: options.sourceOf,
    onFatal,
    ...(options.rough === undefined ? {} : { rough: options.rough }),
    ...(options.retry === undefined ? {} : { retry: options.retry }),
    onHandlerFailure: ({ durable, event, error }) =>
      log.warn('A handler failed', {
        durable,
        type: event.type,
        position: event.position,
        error: messageOf(error),
      }),
  });
  return {
    store,
    snapshots,
    bus,
    commands: createDirectCommandBus(),
    signals: createLocalSignals((error) =>
      log.warn('A signal was not taken', { error: messageOf(error) }),
    ),
    blobs: createFileBlobStore(join(path, 'blobs')),
    clock,
    ids,
    dataDirectory: path,
    dataDirectoryId,
    async close() {
      looking.stop();
      try {
        await store.close();
        await bus.close();
      } finally {
        database.close();
      }
    },
  };
}

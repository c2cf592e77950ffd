import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  blobStoreContract,
  createVirtualClock,
  type EventBusHarness,
  eventBusContract,
  type EventStoreHarness,
  eventStoreContract,
  roughEventBusContract,
  testRetry,
  testSourceOf,
} from '@atms/testkit';
import { createEmbeddedEventBus } from './embedded-event-bus.ts';
import { createFileBlobStore } from './file-blob-store.ts';
import { openLogDatabase } from './open-log-database.ts';
import { createSqliteEventStore } from './sqlite-event-store.ts';

function failTest(error: unknown): never {
  throw error;
}

async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'atms-embedded-'));
}

async function openStore(): Promise<EventStoreHarness> {
  const folder = await temporaryFolder();
  const open = () => openLogDatabase(join(folder, 'log.db'), { onFatal: failTest });
  let database = open();
  let store = createSqliteEventStore(database);
  const closeLog = async () => {
    await store.close();
    database.close();
  };
  return {
    store,
    async reopen() {
      await closeLog();
      database = open();
      store = createSqliteEventStore(database);
      return store;
    },
    async close() {
      await closeLog();
      await rm(folder, { recursive: true });
    },
  };
}

async function openBus(rough?: { readonly seed: number }): Promise<EventBusHarness> {
  const folder = await temporaryFolder();
  const database = openLogDatabase(join(folder, 'log.db'), { onFatal: failTest });
  const store = createSqliteEventStore(database);
  const clock = createVirtualClock();
  const open = () =>
    createEmbeddedEventBus({
      store,
      database,
      clock,
      sourceOf: testSourceOf,
      retry: testRetry,
      onFatal: failTest,
      ...(rough === undefined ? {} : { rough }),
    });
  let bus = open();
  return {
    store,
    bus,
    clock,
    advance: clock.advance,
    redeliver: (redelivery) => bus.redeliver(redelivery),
    async reopen() {
      await bus.close();
      bus = open();
      return bus;
    },
    async close() {
      await store.close();
      await bus.close();
      database.close();
      await rm(folder, { recursive: true });
    },
  };
}

eventStoreContract('SQLite', openStore);
eventBusContract('embedded', () => openBus());
roughEventBusContract('embedded', (seed) => openBus({ seed }));
blobStoreContract('files', async () => {
  const folder = await temporaryFolder();
  return {
    blobs: createFileBlobStore(join(folder, 'blobs')),
    close: () => rm(folder, { recursive: true }),
  };
});

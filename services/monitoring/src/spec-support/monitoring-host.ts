/** Monitoring over a real read.db, a log in memory, and a clock that stands still. For specs alone. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type BlobStore,
  createLocalSignals,
  createMemoryBlobStore,
  createMemoryEventStore,
  type EventStore,
  type Logger,
  type Signals,
} from '@atms/eventsourcing';
import { openReadModels } from '@atms/platform/embedded';
import { createVirtualClock, type VirtualClock } from '@atms/testkit';
import type { ReadTables } from '../projections/tables.ts';
import { readDatabase } from '../queries/database.ts';
import { createMonitoring, type Monitoring } from '../service.ts';
import { appendStory, type Story } from './story.ts';

export interface MonitoringHost {
  readonly store: EventStore;
  readonly blobs: BlobStore;
  readonly signals: Signals;
  readonly clock: VirtualClock;
  /** All over one read.db; started. */
  readonly replicas: readonly Monitoring[];
  readonly monitoring: Monitoring;
  /** Appends what the story has told since the last time; resolves when every replica shows it. */
  tell(story: Story): Promise<void>;
  /** Everything in one table. */
  rows(table: keyof ReadTables): Promise<readonly object[]>;
  /** Asks the HTTP routes of the first replica. */
  get(path: string): Promise<Response>;
  /** Stops everything; opens and starts it again over the same file and log. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function openMonitoringHost(replicaCount = 1): Promise<MonitoringHost> {
  const folder = await mkdtemp(join(tmpdir(), 'atms-monitoring-'));
  const ports = {
    store: createMemoryEventStore(),
    blobs: createMemoryBlobStore(sha256),
    signals: createLocalSignals(),
    clock: createVirtualClock(),
    log: silent,
  };
  let told = 0;
  let running = await startReplicas();
  return {
    ...ports,
    get replicas() {
      return running.replicas;
    },
    get monitoring() {
      return running.first;
    },
    async tell(story) {
      await appendStory(ports.store, story, told);
      told = story.events.length;
      await Promise.all(running.replicas.map((one) => one.reached(told)));
    },
    rows: (table) => running.db.selectFrom(table).selectAll().execute(),
    get: async (path) => running.first.routes.request(path),
    async restart() {
      await running.stop();
      running = await startReplicas();
    },
    async close() {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };

  async function startReplicas() {
    const readModels = await openReadModels({ file: join(folder, 'read.db') });
    const first = createMonitoring({ ...ports, readModels });
    const others = Array.from({ length: replicaCount - 1 }, () =>
      createMonitoring({ ...ports, readModels }),
    );
    const replicas = [first, ...others];
    for (const replica of replicas) await replica.start();
    const stop = async () => {
      for (const replica of replicas) await replica.stop();
      await readModels.close();
    };
    return { first, replicas, stop, db: readDatabase(readModels.dialect) };
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

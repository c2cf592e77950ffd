/** ATMS as the application composes it, all six services over the log on disk, in a world where nothing is done. */
import { join } from 'node:path';
import { isEventType, ownerOf } from '@atms/contracts';
import type { EventStore } from '@atms/eventsourcing';
import { type EmbeddedPlatform, openEmbedded, openReadModels } from '@atms/platform/embedded';
import type { Service, ServicePorts } from '@atms/platform/service';
import { createAgentCoordinator } from '../services/agent-coordinator/src/index.ts';
import { createExecutor } from '../services/executor/src/index.ts';
import { createMonitoring, type Monitoring } from '../services/monitoring/src/index.ts';
import { createQualityGateway } from '../services/quality-gateway/src/index.ts';
import { createQueue } from '../services/queue/src/index.ts';
import { createTaskManager, retryDefaults } from '../services/task-manager/src/index.ts';
import { createNoOpAgents, noOpRepository, noOpWorkspaces } from './no-op-world.ts';

export interface SixServices {
  readonly platform: Omit<EmbeddedPlatform, 'store'> & { readonly store: EventStore };
  readonly monitoring: Monitoring;
  /** Since the start. */
  readonly counts: { readonly appends: number; readonly commits: number };
  close(): Promise<void>;
}

export interface SixServicesOptions {
  /** Made where it is missing. */
  readonly dataDirectory: string;
  readonly agentKinds: readonly string[];
  /** What each attempt waits for before it ends. */
  readonly until?: Promise<void>;
}

/** Far above what 50 workflows want at once, so that only the work itself holds anything up. */
const slots = 200;
const lease = { leaseMs: 30_000, renewEveryMs: 5_000 };

/** Resolves once all of them are ready: their views and read models hold everything that was in the log. */
export async function openSixServices(options: SixServicesOptions): Promise<SixServices> {
  const opened = await openEmbedded({
    dataDirectory: options.dataDirectory,
    sourceOf: (event) => (isEventType(event.type) ? ownerOf(event.type) : 'unknown'),
    log: onlyFaults,
    onFatal,
  });
  const { store, counts } = counting(opened.store);
  const platform = { ...opened, store };
  const readModels = await openReadModels({ file: join(platform.dataDirectory, 'read.db') });
  const monitoring = createMonitoring({ ...platform, readModels, log: onlyFaults });
  const five = composeFive(platform, options);
  await Promise.all(five.map((service) => service.load()));
  const services = [...five, monitoring];
  for (const service of services) await service.start();
  return {
    platform,
    monitoring,
    counts,
    async close() {
      for (const service of services.toReversed()) await service.stop();
      await readModels.close();
      await platform.close();
    },
  };
}

/** Appends that one commit has taken are answered within one run of the queue of microtasks. */
function counting(store: EventStore) {
  const counts = { appends: 0, commits: 0 };
  let answering = false;
  const append: EventStore['append'] = async (one) => {
    const appended = await store.append(one);
    counts.appends += 1;
    if (!answering) {
      answering = true;
      counts.commits += 1;
      process.nextTick(() => {
        answering = false;
      });
    }
    return appended;
  };
  return { counts, store: { ...store, append } };
}

function composeFive(
  platform: SixServices['platform'],
  options: SixServicesOptions,
): readonly Service[] {
  const ports: ServicePorts = { ...platform, log: onlyFaults, onFatal };
  const cap = slots * options.agentKinds.length;
  return [
    createTaskManager({
      ports,
      settings: { retries: retryDefaults, approvals: { auto: [], expireAfterMs: 3_600_000 } },
    }),
    createQueue({ ports, settings: { cap } }),
    createAgentCoordinator({ ports, settings: { lease, maxAgents: cap } }),
    composeExecutor(platform, ports, options),
    createQualityGateway({
      ports,
      blobs: platform.blobs,
      signals: platform.signals,
      repositories: async () => noOpRepository,
      gates: { find: async () => [], run: async () => [], clean: async () => {} },
      errorReruns: 0,
      checkoutPollMs: 2_000,
    }),
  ];
}

function composeExecutor(
  platform: SixServices['platform'],
  ports: ServicePorts,
  { agentKinds, until }: SixServicesOptions,
): Service {
  return createExecutor({
    ports,
    signals: platform.signals,
    blobs: platform.blobs,
    agents: createNoOpAgents(agentKinds, { slots, ...(until === undefined ? {} : { until }) }),
    workspaces: () => noOpWorkspaces,
    environment: (extra) => extra,
    writeContext: async () => '/nowhere/context.json',
    settings: {
      executorId: 'bench',
      dataDirectoryId: platform.dataDirectoryId,
      lease,
      taskTimeoutMs: 60_000,
      checkpointEveryMs: 3_600_000,
      maxOutputBytes: 1_000_000,
    },
  });
}

const say = (message: string) => void process.stderr.write(`${message}\n`);
const onlyFaults = { debug: () => {}, info: () => {}, warn: say, error: say };

function onFatal(error: unknown): never {
  throw error;
}

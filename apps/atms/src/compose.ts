/** All six services in one process, over the ports of the laptop. The only place where they are put together. */
import { isEventType, ownerOf } from '@atms/contracts';
import { type Logger, messageOf, type RecordedEvent } from '@atms/eventsourcing';
import { createMonitoring } from '@atms/monitoring';
import type { Config } from '@atms/platform/config';
import { type EmbeddedPlatform, openEmbedded, openReadModels } from '@atms/platform/embedded';
import type { Repository } from '@atms/platform/git';
import { createCommandRoutes } from '@atms/platform/http';
import { killByCookie, stripControl } from '@atms/platform/process';
import type { Service } from '@atms/platform/service';
import {
  cacheDirectory,
  createRepositories,
  makeCacheDirectory,
  runStep,
  type RunStep,
} from '@atms/platform/workspace';
import { Hono } from 'hono';
import { join } from 'node:path';
import { apiDocument } from './api-document.ts';
import { closeAll } from './close-all.ts';
import { composeDeciding, composeWorking } from './compose-services.ts';
import { exitCodeFor } from './exit-codes.ts';

/** For tests of crashes and of time: what stands between the services and the world. */
export interface Seams {
  readonly platform?: (platform: EmbeddedPlatform) => EmbeddedPlatform;
  readonly repository?: (repository: Repository) => Repository;
  readonly runStep?: (run: RunStep) => RunStep;
  readonly clock?: EmbeddedPlatform['clock'];
  /** After how many events views and long streams are put away. */
  readonly snapshotEvery?: number;
}

export interface OpenAtmsOptions {
  readonly dataDirectory: string;
  /** Folder for worktrees and prepared packages; by default in the user's cache. */
  readonly cache?: string;
  readonly config: Config;
  /** False: only queries and commands are answered; nothing is scheduled, assigned, run or merged. */
  readonly act: boolean;
  readonly log: Logger;
  /** Every service this many times over one log. */
  readonly replicas?: number;
  /** Deliveries shuffled, repeated and concurrent. */
  readonly rough?: { readonly seed: number };
  readonly onFatal?: (error: unknown) => void;
  readonly seams?: Seams;
}

export interface OpenAtms {
  readonly app: Hono;
  readonly platform: EmbeddedPlatform;
  /** Rejects once questions cannot be answered any more. */
  ready(): Promise<void>;
  /** Stops the services, each after what it has under way; gives the data directory back. */
  close(): Promise<void>;
}

export type OpenAtmsHere = (options: OpenAtmsOptions) => Promise<OpenAtms>;

/** @throws AtmsError `data-directory-held` when another process has it. */
export async function openAtms(options: OpenAtmsOptions): Promise<OpenAtms> {
  const { seams = {}, log, onFatal = endProcess } = options;
  const opened = await openEmbedded({
    dataDirectory: options.dataDirectory,
    sourceOf: sourceOf,
    log,
    onFatal,
    ...(options.rough === undefined ? {} : { rough: options.rough }),
    ...(seams.clock === undefined ? {} : { clock: seams.clock }),
    ...(seams.snapshotEvery === undefined ? {} : { snapshotEvery: seams.snapshotEvery }),
  });
  const platform = seams.platform?.(opened) ?? opened;
  const open = [() => platform.close()];
  const close = () => closeAll(open);
  const start = async () => {
    const readModels = await openReadModels({
      file: join(platform.dataDirectory, 'read.db'),
      onDamaged: (reason) => log.warn('The read models are made anew', { reason }),
    });
    open.push(() => readModels.close());
    const cache = options.cache ?? cacheDirectory(platform.dataDirectoryId, process.env);
    if (options.act) {
      await makeCacheDirectory(cache);
      await endLeftovers(platform, log);
    }
    const monitoring = createMonitoring({ ...platform, readModels, log });
    const services = composeAll({ ...options, cache }, platform, onFatal);
    // Side by side, so that each event of the log is read and decoded once for all of them.
    await Promise.all(services.map((service) => service.load()));
    for (const service of [...services, monitoring]) {
      open.push(() => service.stop());
      await service.start();
    }
    return monitoring;
  };
  const monitoring = await start().catch(async (error: unknown) => {
    await close().catch((second: unknown) => log.error(messageOf(second)));
    throw error;
  });
  const app = new Hono();
  app.get('/openapi.json', (context) => context.json(apiDocument()));
  app.route('/', createCommandRoutes(platform));
  app.route('/', monitoring.routes);
  return { app, platform, ready: () => monitoring.reached(0), close };
}

function composeAll(
  options: OpenAtmsOptions & { readonly cache: string },
  platform: EmbeddedPlatform,
  onFatal: (error: unknown) => void,
): readonly Service[] {
  const { seams = {}, config, log, replicas = 1 } = options;
  const wrap = seams.repository;
  const open = createRepositories();
  const repositories = wrap === undefined ? open : async (path: string) => wrap(await open(path));
  const shared = {
    act: options.act,
    platform,
    config,
    cache: options.cache,
    ports: { ...platform, log, onFatal },
    repositories,
    runStep: seams.runStep?.(runStep) ?? runStep,
  };
  const numbers = Array.from({ length: replicas }, (_, index) => index + 1);
  const deciding = numbers.flatMap((replica) => composeDeciding({ ...shared, replica }));
  if (!options.act)
    return deciding.filter(({ name }) => name === 'task-manager' || name === 'queue');
  return [...deciding, ...numbers.flatMap((replica) => composeWorking({ ...shared, replica }))];
}

function sourceOf(event: RecordedEvent): string {
  return isEventType(event.type) ? ownerOf(event.type) : 'unknown';
}

/** Nothing that an earlier process of this data directory started may outlive it. */
async function endLeftovers(platform: EmbeddedPlatform, log: Logger): Promise<void> {
  const killed = await killByCookie(platform.dataDirectoryId);
  if (killed.length > 0)
    log.info(`ended ${killed.length} processes that an earlier run left behind`);
}

/** Whoever can no longer write or fold the log must not decide anything. The next start finds out where it was. */
function endProcess(error: unknown): void {
  process.stderr.write(`atms: ${stripControl(messageOf(error))}\n`);
  process.exit(exitCodeFor(error));
}

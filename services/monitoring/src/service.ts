import { messageOf, type ProjectionRun, Unavailable } from '@atms/eventsourcing';
import type { Hono } from 'hono';
import { createLiveOutput } from './api/live-output.ts';
import { createRoutes } from './api/routes.ts';
import type { MonitoringPorts } from './ports.ts';
import { readModelProjection } from './projections/read-model.ts';
import { readDatabase } from './queries/database.ts';
import { createOperationQueries } from './queries/operation-queries.ts';
import { createQueries, type MonitoringQueries } from './queries/queries.ts';

export interface Monitoring {
  readonly name: 'monitoring';
  /** Resolves once the read models hold everything that was in the log at the call. */
  start(): Promise<void>;
  stop(): Promise<void>;
  readonly routes: Hono;
  /** Answer between `start` and `stop`. */
  readonly queries: MonitoringQueries;
  /** Resolves once the queries know the event at this position. */
  reached(position: number): Promise<void>;
}

/** Decides nothing. Replicas may share the read models: of two that follow the log, one writes each batch. */
export function createMonitoring(ports: MonitoringPorts): Monitoring {
  const live = createLiveOutput(ports.signals);
  const db = readDatabase(ports.readModels.dialect);
  const queries = createQueries({
    db,
    clock: ports.clock,
    checkoutOf: ({ taskId, attempt }) => live.checkout(taskId, attempt),
  });
  let run: ProjectionRun | undefined;
  let failure: unknown;
  const stopping = new AbortController();
  const running = (): ProjectionRun => {
    if (run === undefined) throw new Unavailable('Monitoring has not started');
    if (failure !== undefined) throw new Unavailable('The read models have stopped', failure);
    return run;
  };
  const routes = createRoutes({
    queries,
    operations: createOperationQueries({ db, store: ports.store }),
    live,
    blobs: ports.blobs,
    clock: ports.clock,
    progress: {
      position: () => running().position(),
      onAdvance: (listener) => running().onAdvance(listener),
    },
    logHead: () => ports.store.head(),
    log: ports.log,
    assertRunning: () => void running(),
    stopping: stopping.signal,
  });
  return {
    name: 'monitoring',
    routes,
    queries,
    reached: async (position) => running().reached(position),
    async start() {
      live.start();
      run = await ports.readModels.run({
        projection: readModelProjection,
        store: ports.store,
        onFailure(error) {
          failure = error;
          ports.log.error(`The read models have stopped: ${messageOf(error)}`);
        },
      });
    },
    async stop() {
      stopping.abort();
      live.stop();
      await run?.close();
      run = undefined;
    },
  };
}

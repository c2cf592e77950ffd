import type {
  BlobStore,
  Clock,
  EventStore,
  Logger,
  ProjectionRun,
  ProjectionRunOptions,
  Signals,
} from '@atms/eventsourcing';
import type { Dialect } from 'kysely';

/** Where the read models stand. Replicas may share one. */
export interface ReadModels {
  /** For queries. */
  readonly dialect: Dialect;
  /** Fills the projection's tables from the log; resolves once they hold everything that is in it now. */
  run(options: ProjectionRunOptions): Promise<ProjectionRun>;
}

export interface MonitoringPorts {
  readonly store: EventStore;
  readonly readModels: ReadModels;
  readonly blobs: BlobStore;
  readonly signals: Signals;
  readonly clock: Clock;
  readonly log: Logger;
}

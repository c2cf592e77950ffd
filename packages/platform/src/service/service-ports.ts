import type { ServiceName } from '@atms/contracts';
import type {
  Clock,
  CommandBus,
  EventBus,
  EventStore,
  Ids,
  Logger,
  Snapshots,
} from '@atms/eventsourcing';

/** What every service needs, whatever it decides. */
export interface ServicePorts {
  readonly store: EventStore;
  readonly snapshots: Snapshots;
  readonly bus: EventBus;
  readonly commands: CommandBus;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  /** A replica that can no longer fold the log must not decide anything: the process ends. */
  readonly onFatal: (error: unknown) => void;
}

/** A service that was composed: it decides and acts between `start` and `stop`. */
export interface Service {
  readonly name: ServiceName;
  /**
   * Reads the log, decides nothing. `start` does it too; services that are loaded at the same time before share
   * what is read.
   */
  load(): Promise<void>;
  start(): Promise<void>;
  /** Takes nothing new and waits for what is under way. */
  stop(): Promise<void>;
}

/** Starts in order; stops in the reverse order. */
export interface Part {
  load?(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function serviceOf(name: ServiceName, parts: readonly Part[]): Service {
  return {
    name,
    async load() {
      await Promise.all(parts.map(async (part) => part.load?.()));
    },
    async start() {
      for (const part of parts) await part.start();
    },
    async stop() {
      for (const part of parts.toReversed()) await part.stop();
    },
  };
}

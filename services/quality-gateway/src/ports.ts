import type { GateResult, TaskSpec } from '@atms/contracts';
import type { BlobStore, Signals } from '@atms/eventsourcing';
import type { Repository } from '@atms/platform/git';
import type { ServicePorts } from '@atms/platform/service';

/** A gate that runs something in a checkout. */
export interface CommandGate {
  readonly gate: string;
  /** Undefined when there is nothing to run; `reason` then says why. */
  readonly command?: string;
  readonly missing?: { readonly status: 'skipped' | 'error'; readonly reason: string };
}

export interface GateRun {
  readonly repository: string;
  readonly commit: string;
  /** A name for the checkout's folder, unlike that of any other run under way. */
  readonly name: string;
  readonly spec: TaskSpec;
  readonly gates: readonly CommandGate[];
  /** Ends the run before its time; what it answers then means nothing. */
  readonly signal: AbortSignal;
}

/** Runs gates in a fresh checkout of a commit, never in the agent's own. */
export interface GateRunner {
  /** The gates that a task asks for, as this commit offers them. */
  find(repository: string, commit: string, spec: TaskSpec): Promise<readonly CommandGate[]>;
  run(run: GateRun): Promise<readonly GateResult[]>;
  /** Removes what an earlier process left behind in these repositories; `report` is told what could not be. */
  clean(repositories: readonly string[], report: (message: string) => void): Promise<void>;
}

export interface GatewayOptions {
  readonly ports: ServicePorts;
  readonly blobs: BlobStore;
  readonly signals: Signals;
  readonly gates: GateRunner;
  readonly repositories: (path: string) => Promise<Repository>;
  /** How often gates that could not be run are run again before a person is asked. */
  readonly errorReruns: number;
  /** How often a merge that waits for the user's checkout looks again. */
  readonly checkoutPollMs: number;
}

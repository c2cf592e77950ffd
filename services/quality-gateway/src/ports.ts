import type { GateResult, TaskSpec } from '@atms/contracts';
import type { BlobStore, Signals } from '@atms/eventsourcing';
import type { Repository } from '@atms/platform/git';
import type { ServicePorts } from '@atms/platform/service';
import type { Demand } from './reports/demand.ts';
import type { ReaderName } from './reports/reading.ts';

/** What a gate is about. `test`: the tests of the project, whose counts are known when its output can be read. */
export type GateKind =
  | 'test'
  | 'lint'
  | 'types'
  | 'format'
  | 'security'
  | 'coverage'
  | 'licences'
  | 'build'
  | 'other';

/** A gate that acts in a checkout: runs a command, looks at what it reports, or looks at what is installed. */
export interface CommandGate {
  readonly gate: string;
  /** Undefined where `missing` says why, or where `demand` is met by looking alone. */
  readonly command?: string;
  /** What it ran on the base, where the attempt took the gate away or gave it another command, as its task may. */
  readonly formerly?: string;
  /** Why there is nothing to do. A gate without it acts. */
  readonly missing?: { readonly status: 'skipped' | 'error'; readonly reason: string };
  readonly kind?: GateKind;
  /** Why the gate is there: `package.json script test`, `pyproject.toml [tool.ruff]`. */
  readonly why?: string;
  /** A file in the checkout that the command writes. A command may also write to the path in `$ATMS_REPORT`. */
  readonly report?: string;
  /** How the report, or else the output, is read; without one that is found by looking at it. */
  readonly reader?: ReaderName;
  /** What is asked beyond the end of the command. */
  readonly demand?: Demand;
  /** The program that the command needs. */
  readonly needs?: NeededTool;
}

export interface NeededTool {
  /** A shell command that succeeds where the tool is there. */
  readonly probe: string;
  /** What to do where it is not. */
  readonly install: string;
  readonly ifMissing: 'skipped' | 'error';
}

/** What a gate came to; beyond its result what only the gateway itself looks at. */
export interface GateOutcome extends GateResult {
  readonly kind?: GateKind;
  /** What was to prove the work is not installed, or could not be tried, and nothing else does: it stays unproven. */
  readonly leavesUnproven?: true;
}

export interface GateRun {
  readonly repository: string;
  readonly commit: string;
  /** A name for the checkout's folder, unlike that of any other run under way. */
  readonly name: string;
  readonly spec: Pick<TaskSpec, 'prepare'>;
  readonly gates: readonly CommandGate[];
  /** Ends the run before its time; what it answers then means nothing. */
  readonly signal: AbortSignal;
}

/** Runs gates in a fresh checkout of a commit, never in the agent's own. */
export interface GateRunner {
  /** The gates that a task asks for, as this commit offers them. */
  find(
    repository: string,
    commit: string,
    spec: Pick<TaskSpec, 'checks'>,
  ): Promise<readonly CommandGate[]>;
  run(run: GateRun): Promise<readonly GateOutcome[]>;
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

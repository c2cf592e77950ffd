import type { Finding, LeaseSettings } from '@atms/contracts';
import type { BlobStore, Signals } from '@atms/eventsourcing';
import type { ServicePorts } from '@atms/platform/service';
import type { Agent, AttemptJob } from './agent.ts';

/** One kind of agent that this executor runs. */
export interface HostedAgent {
  readonly kind: string;
  readonly slots: number;
  readonly skills: readonly string[];
  readonly agent: Agent;
  /** Variables that the agent sees beside the allowed ones. */
  readonly env: Readonly<Record<string, string>>;
  readonly allowEnv: readonly string[];
}

export interface StartPoint {
  /** The line's commit that the work is compared with. */
  readonly base: string;
  /** The commit that the worktree shows at the start. */
  readonly start: string;
}

export interface AttemptPlace {
  readonly workflowId: string;
  readonly taskId: string;
  readonly attempt: number;
  readonly repository: string;
}

/** A commit of everything that lies in an attempt's worktree. */
export interface Saved {
  readonly commit: string;
  readonly tree: string;
}

export interface Committer {
  readonly agentId: string;
  readonly message: string;
}

/** An open worktree of one attempt. */
export interface OpenWorkspace {
  readonly path: string;
  /** Variables that make git in the worktree speak as the attempt. */
  readonly gitEnv: Readonly<Record<string, string>>;
  /** Commits everything that the attempt left, on top of the start, and keeps it under the attempt's ref. */
  save(committer: Committer): Promise<Saved>;
  /** What the attempt did to the repository beside its worktree; undone, and told. */
  inspect(): Promise<readonly Finding[]>;
  close(): Promise<void>;
}

/** Worktrees of attempts: git on a laptop and in a cluster alike. */
export interface Workspaces {
  /** The line's head now: its branch, or the workflow's base while there is none. */
  lineHead(repository: string, branch: string, base: string): Promise<string>;
  /** The last commit kept under the attempt's ref, when there is one. */
  keptCommit(place: AttemptPlace): Promise<string | undefined>;
  open(place: AttemptPlace, start: StartPoint): Promise<OpenWorkspace>;
  /** Opens again what a process that died left behind, however little that is. */
  reopen(place: AttemptPlace, start: StartPoint): Promise<OpenWorkspace>;
  /** Before anybody works in it. What this makes is no part of the attempt's work. */
  prepare(workspace: OpenWorkspace, request: PrepareAttempt): Promise<PrepareOutcome>;
  /** Text of what an attempt changed, for the one that does it anew. */
  diff(repository: string, base: string, commit: string): Promise<string>;
  /** The commit with its tree. */
  treeOf(repository: string, commit: string): Promise<Saved>;
  /**
   * Sets an attempt's worktree aside, because what lies there could not be committed: its removal must not be the end
   * of the only copy. Asks no repository. @returns the folder; undefined when there is nothing to keep.
   */
  keep(place: AttemptPlace): Promise<string | undefined>;
  /** Removes every worktree that this executor left behind in these repositories. */
  clean(repositories: readonly string[]): Promise<void>;
}

export interface PrepareAttempt {
  readonly named?: string;
  readonly cookie: string;
  readonly signal: AbortSignal;
}

export type PrepareOutcome =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string; readonly output: string };

export interface ExecutorSettings {
  /** Survives a restart. */
  readonly executorId: string;
  /** Names this data directory in the cookies of everything that is started. */
  readonly dataDirectoryId: string;
  readonly lease: LeaseSettings;
  readonly taskTimeoutMs: number;
  readonly checkpointEveryMs: number;
  readonly maxOutputBytes: number;
}

export interface ExecutorOptions {
  readonly ports: ServicePorts;
  readonly signals: Signals;
  readonly blobs: BlobStore;
  /** Told, as a living map, which branches ATMS itself moves. */
  readonly workspaces: (ownMoves: ReadonlyMap<string, string>) => Workspaces;
  readonly agents: readonly HostedAgent[];
  readonly settings: ExecutorSettings;
  /** The environment that agents may see a part of. */
  readonly environment: (
    extra: Readonly<Record<string, string>>,
    allow: readonly string[],
  ) => Readonly<Record<string, string>>;
  /** Writes the context package where the agent can read it. @returns the file's path. */
  readonly writeContext: (
    job: Pick<AttemptJob, 'taskId' | 'attempt'>,
    context: unknown,
  ) => Promise<string>;
}

import type { ExecutionOutcome, TaskSpec, Usage } from '@atms/contracts';

/** What an agent is asked to do. All it may know of the task is in `context`; it works in `worktree`. */
export interface AttemptJob {
  readonly workflowId: string;
  readonly taskId: string;
  readonly attempt: number;
  readonly spec: TaskSpec;
  readonly worktree: string;
  /** A file with the context package as JSON. */
  readonly contextFile: string;
  /** The whole environment of the agent's process. */
  readonly env: Readonly<Record<string, string>>;
  /** Everything that the attempt starts carries it. */
  readonly cookie: string;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
}

/** What an agent lets know while it works. The last update is `ended`, always. */
export type AgentUpdate =
  | { readonly type: 'output'; readonly text: string }
  | { readonly type: 'progress'; readonly percent: number }
  | {
      readonly type: 'approval';
      readonly requestId: string;
      readonly action: string;
      readonly detail: string;
      readonly answer: (granted: boolean, reason: string) => void;
    }
  | AgentEnd;

export interface AgentEnd {
  readonly type: 'ended';
  /** Only `done` is validated; it is a claim, not a proof. */
  readonly outcome: ExecutionOutcome;
  readonly summary: string;
  readonly usage?: Usage;
}

/** One kind of worker. `signal` asks it to stop; it ends with `cancelled` then, and nothing of it is left alive. */
export interface Agent {
  run(job: AttemptJob, signal: AbortSignal): AsyncIterable<AgentUpdate>;
}

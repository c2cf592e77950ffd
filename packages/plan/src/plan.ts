/** What a plan is once it was read, whatever format it was written in. Durations are milliseconds. */

export type Priority = 'critical' | 'high' | 'medium' | 'low';

export interface NamedCheck {
  readonly name: string;
  /** A shell command; exit code 0 passes. */
  readonly run: string;
}

/** `none`: scope only. `found`: the npm scripts that the repository has. A string in the list is the name of an npm script. */
export type Checks = 'none' | 'found' | readonly (string | NamedCheck)[];

export interface PlanTask {
  /** Unique in its plan: no white space, no leading dash. */
  readonly planTaskId: string;
  readonly name: string;
  readonly description: string;
  /** 0 when the plan gives no estimate. */
  readonly estimateMs: number;
  /** Plan task ids, each once. */
  readonly dependencies: readonly string[];
  readonly agent?: string;
  readonly skills: readonly string[];
  readonly priority: Priority;
  readonly parallelGroup?: string;
  /** Patterns of the paths that the task may write; empty: none declared, so it takes no lock and may write anywhere. */
  readonly paths: readonly string[];
  readonly run?: string;
  readonly checks: Checks;
  readonly acceptance: readonly string[];
  readonly timeoutMs?: number;
  readonly category?: string;
  /** What follows when the retry ladder is used up. */
  readonly onFailure: 'escalate' | 'fail';
}

/** At least one task; every dependency exists; no cycle. */
export interface Plan {
  readonly name: string;
  readonly goal: string;
  readonly prepare?: string;
  readonly tasks: readonly PlanTask[];
}

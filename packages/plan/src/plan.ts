/** What a plan is once it was read, whatever format it was written in. Durations are milliseconds. */

export type Priority = 'critical' | 'high' | 'medium' | 'low';

export interface NamedCheck {
  readonly name: string;
  /** A shell command; exit code 0 passes. */
  readonly run: string;
  /** A file in the checkout that the command writes and whose findings count. */
  readonly report?: string;
}

export const auditLevels = ['low', 'moderate', 'high', 'critical'] as const;

/** A text is the name of a script or a tool that the repository has. */
export type Check =
  | string
  | NamedCheck
  /** Per cent of the lines, at least. */
  | { readonly coverage: number }
  /** The lowest severity of a known vulnerability that is refused. */
  | { readonly audit: (typeof auditLevels)[number] }
  /** SPDX ids that dependencies may have. */
  | { readonly licences: readonly string[] };

/** `none`: scope only. `found`: what the repository has. */
export type Checks = 'none' | 'found' | readonly Check[];

/** An ISO instant in UTC, or milliseconds from the request of the workflow. */
export type Deadline = { readonly at: string } | { readonly afterMs: number };

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
  /** When it should have ended: it comes earlier in the order of work the nearer that is. */
  readonly deadline?: Deadline;
  readonly category?: string;
  /** What follows when the retry ladder is used up. */
  readonly onFailure: 'escalate' | 'fail';
}

/** At least one task, at most 20,000; every dependency exists; no cycle. */
export interface Plan {
  readonly name: string;
  readonly goal: string;
  readonly prepare?: string;
  readonly tasks: readonly PlanTask[];
}

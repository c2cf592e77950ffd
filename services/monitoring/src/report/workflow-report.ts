import type { Finding } from '@atms/contracts';
import type {
  AgentRow,
  ApprovalRow,
  AssignmentRow,
  AttemptRow,
  DeadLetterRow,
  EscalationRow,
  GateRow,
  LockRow,
  MergeRow,
  TaskRow,
  WorkflowRow,
} from '../projections/tables.ts';

/** All rows of one workflow; agents are those of the whole system. Lists are in the order of the log or of the plan. */
export interface ReportRows {
  readonly workflow: WorkflowRow;
  readonly tasks: readonly TaskRow[];
  readonly attempts: readonly AttemptRow[];
  readonly assignments: readonly AssignmentRow[];
  readonly agents: readonly AgentRow[];
  readonly gates: readonly GateRow[];
  readonly approvals: readonly ApprovalRow[];
  readonly escalations: readonly EscalationRow[];
  readonly merges: readonly MergeRow[];
  /** Of the workflow's line: another workflow may have held a path. */
  readonly locks: readonly LockRow[];
  readonly deadLetters: readonly DeadLetterRow[];
  /** ISO instant: what is still going on counts up to here. */
  readonly asOf: string;
}

/** One number with what it means. `ratio`: 0 to 1. Null when it cannot be computed, `note` says why. */
export interface Figure {
  readonly key: string;
  readonly title: string;
  readonly value: number | null;
  readonly unit: 'ms' | 'ratio' | 'factor' | 'tokens' | 'usd';
  readonly formula: string;
  readonly note?: string;
}

export interface TaskLine {
  readonly planTaskId: string;
  readonly taskId: string;
  readonly name: string;
  readonly estimateMs: number;
  /** Effort: the sum of its attempts' durations. */
  readonly actualMs: number;
  readonly attempts: number;
  /** Who did the attempt that counts, or the last one. */
  readonly agentId: string | null;
  /** Of the last validation, such as "3 passed, 1 skipped". */
  readonly gates: string;
  readonly end: string;
  readonly endReason: string | null;
}

export type IncidentKind =
  | 'retry'
  | 'kill'
  | 'escalation'
  | 'approval'
  | 'lock-wait'
  | 'merge-conflict'
  | 'undone'
  | 'dead-letter'
  | 'bad-end';

export interface Incident {
  readonly at: string;
  readonly kind: IncidentKind;
  readonly planTaskId: string | null;
  readonly sentence: string;
  readonly findings: readonly Finding[];
}

export interface AgentUse {
  readonly agentId: string;
  readonly slots: number;
  readonly attempts: number;
  readonly busyMs: number;
  /** Busy time / (slots × wall clock), 0 to 1; null without a wall clock. */
  readonly utilization: number | null;
}

export interface GateUse {
  readonly gate: string;
  readonly runs: number;
  readonly passed: number;
  readonly failed: number;
  readonly error: number;
  readonly skipped: number;
  readonly durationMs: number;
}

/** What happened, with every figure's formula. Three clocks: effort, wall clock, critical path. */
export interface WorkflowReport {
  readonly workflowId: string;
  readonly name: string;
  readonly goal: string;
  /** running, completed, failed, cancelled, … */
  readonly state: string;
  readonly endReason: string | null;
  readonly repository: string;
  readonly branch: string;
  readonly base: string;
  readonly requestedAt: string;
  readonly approvedAt: string | null;
  readonly approvedBy: string | null;
  readonly endedAt: string | null;
  readonly asOf: string;
  readonly counts: {
    readonly total: number;
    readonly completed: number;
    readonly failed: number;
    readonly cancelled: number;
    readonly open: number;
  };
  readonly figures: readonly Figure[];
  /** Plan ids of the longest chain of actual efforts. */
  readonly criticalPath: readonly string[];
  readonly tasks: readonly TaskLine[];
  readonly incidents: readonly Incident[];
  readonly agents: readonly AgentUse[];
  readonly gates: readonly GateUse[];
  /** What the figures suggest for the next plan. */
  readonly suggestions: readonly string[];
  /** How many commits landed on the branch, and the command that brings it to the checked-out branch. */
  readonly merged: number;
  readonly mergeCommand: string | null;
}

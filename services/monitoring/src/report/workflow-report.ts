import { finding } from '@atms/contracts';
import { z } from 'zod';
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
import { count, instant, list, orNull, text } from '../queries/view-values.ts';

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

export const figure = z
  .object({
    key: text,
    title: text,
    value: orNull(z.number()),
    unit: z.enum(['ms', 'ratio', 'factor', 'count', 'tokens', 'usd']).describe('`ratio`: 0 to 1'),
    formula: text,
    note: z.exactOptional(text),
  })
  .describe('One number with what it means. Null when it cannot be computed, `note` says why');
export type Figure = z.infer<typeof figure>;

export const workSpan = z
  .object({
    attempt: count,
    agentId: orNull(text),
    startedAt: instant,
    endedAt: instant.describe('Of work under way: the time of the report'),
    end: text.describe('completed, escalated, the cause of the next attempt, or `under way`'),
  })
  .describe('One attempt on the time line');
export type WorkSpan = z.infer<typeof workSpan>;

export const taskLine = z.object({
  planTaskId: text,
  taskId: text,
  name: text,
  estimateMs: z.number(),
  actualMs: z.number().describe("Effort: the sum of its attempts' durations"),
  varianceMs: orNull(z.number()).describe('Actual − estimate; null without an estimate'),
  quality: orNull(z.number()).describe('Passed / runs of its gates, skipped ones left out; 0 to 1'),
  attempts: count,
  rework: count.describe('Attempts after the first'),
  findings: count.describe('What checks found in its attempts'),
  dependencies: list(text).describe('Plan ids'),
  onCriticalPath: z.boolean().describe('Of actual efforts'),
  spans: list(workSpan),
  agentId: orNull(text).describe('Who did the attempt that counts, or the last one'),
  gates: text.describe(
    'Of the last attempt that was judged and of its merge: "3 passed, 1 skipped"',
  ),
  commit: orNull(text).describe('Its merge; null of one that completed without a change'),
  end: text,
  endReason: orNull(text),
});
export type TaskLine = z.infer<typeof taskLine>;

const incidentKind = z.enum([
  'retry',
  'kill',
  'escalation',
  'approval',
  'lock-wait',
  'merge-conflict',
  'undone',
  'dead-letter',
  'bad-end',
  'known',
]);
export type IncidentKind = z.infer<typeof incidentKind>;

export const incident = z.object({
  at: instant,
  kind: incidentKind,
  planTaskId: orNull(text),
  sentence: text,
  findings: list(finding),
});
export type Incident = z.infer<typeof incident>;

export const agentUse = z.object({
  agentId: text,
  slots: count,
  attempts: count,
  busyMs: z.number(),
  utilization: orNull(z.number()).describe(
    'Busy time / (slots × wall clock), 0 to 1; null without a wall clock',
  ),
});
export type AgentUse = z.infer<typeof agentUse>;

export const gateUse = z.object({
  gate: text,
  runs: count,
  passed: count,
  failed: count,
  error: count,
  skipped: count,
  durationMs: z.number(),
});
export type GateUse = z.infer<typeof gateUse>;

export const workflowReport = z
  .object({
    workflowId: text,
    name: text,
    goal: text,
    state: text.describe('running, completed, failed, cancelled, …'),
    endReason: orNull(text),
    repository: text,
    branch: text,
    base: text,
    requestedAt: instant,
    approvedAt: orNull(instant),
    approvedBy: orNull(text),
    endedAt: orNull(instant),
    asOf: instant,
    counts: z.object({
      total: count,
      completed: count,
      failed: count,
      cancelled: count,
      open: count,
    }),
    figures: list(figure),
    criticalPath: list(text).describe('Plan ids of the longest chain of actual efforts'),
    tasks: list(taskLine),
    incidents: list(incident),
    agents: list(agentUse),
    gates: list(gateUse),
    suggestions: list(text).describe('What the figures suggest for the next plan'),
    merged: count.describe('How many commits landed on the branch'),
    mergeCommand: orNull(text).describe('Brings the branch to the checked-out branch'),
  })
  .describe(
    "What happened, with every figure's formula. Three clocks: effort, wall clock, critical path",
  );
export type WorkflowReport = z.infer<typeof workflowReport>;

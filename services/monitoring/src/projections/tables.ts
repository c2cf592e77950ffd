import type { RowOf } from '@atms/eventsourcing';
import { queueEntriesTable } from './queue-entries.ts';
import {
  approvalsTable,
  deadLettersTable,
  escalationsTable,
  gatesTable,
  mergesTable,
  timelineTable,
  validationsTable,
} from './record-tables.ts';
import {
  agentsTable,
  assignmentsTable,
  attemptsTable,
  locksTable,
  tasksTable,
  workflowsTable,
} from './work-tables.ts';

/** Every table of monitoring's read model. */
export const readTables = [
  workflowsTable,
  tasksTable,
  attemptsTable,
  agentsTable,
  assignmentsTable,
  locksTable,
  queueEntriesTable,
  validationsTable,
  gatesTable,
  approvalsTable,
  escalationsTable,
  mergesTable,
  deadLettersTable,
  timelineTable,
];

export type WorkflowRow = RowOf<typeof workflowsTable>;
export type TaskRow = RowOf<typeof tasksTable>;
export type AttemptRow = RowOf<typeof attemptsTable>;
export type AgentRow = RowOf<typeof agentsTable>;
export type AssignmentRow = RowOf<typeof assignmentsTable>;
export type LockRow = RowOf<typeof locksTable>;
export type QueueEntryRow = RowOf<typeof queueEntriesTable>;
export type ValidationRow = RowOf<typeof validationsTable>;
export type GateRow = RowOf<typeof gatesTable>;
export type ApprovalRow = RowOf<typeof approvalsTable>;
export type EscalationRow = RowOf<typeof escalationsTable>;
export type MergeRow = RowOf<typeof mergesTable>;
export type DeadLetterRow = RowOf<typeof deadLettersTable>;
export type TimelineRow = RowOf<typeof timelineTable>;

/** The tables by name, as Kysely reads them. */
export interface ReadTables {
  workflows: WorkflowRow;
  tasks: TaskRow;
  attempts: AttemptRow;
  agents: AgentRow;
  assignments: AssignmentRow;
  locks: LockRow;
  queue_entries: QueueEntryRow;
  validations: ValidationRow;
  gates: GateRow;
  approvals: ApprovalRow;
  escalations: EscalationRow;
  merges: MergeRow;
  dead_letters: DeadLetterRow;
  timeline: TimelineRow;
}

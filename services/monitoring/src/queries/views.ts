/**
 * What monitoring answers, as schemas: the types, the API's description and the test of the real answers come from here.
 * Instants are ISO 8601 in UTC; `…Ms` are milliseconds; what is not known is null.
 */
import { checks, finding, gateStatus, taskStates, verdict } from '@atms/contracts';
import { z } from 'zod';
import { workflowStates } from '../report/workflow-state.ts';
import { count, instant, list, orNull, text } from './view-values.ts';

const shownTaskState = z
  .enum(['planned', ...taskStates])
  .describe('`planned`: stands in a plan that was not approved yet');
export type ShownTaskState = z.infer<typeof shownTaskState>;

export const progress = z.object({
  ended: count,
  total: count,
  percent: z
    .int()
    .min(0)
    .max(100)
    .describe(
      'Ended of total, rounded down: 100 only when every task has ended. Of a workflow that has failed or was cancelled: completed of total, since all its tasks have ended somehow',
    ),
});
export type Progress = z.infer<typeof progress>;

export const workflowSummary = z.object({
  workflowId: text,
  name: text,
  goal: text,
  state: z.enum(workflowStates),
  paused: z.boolean(),
  repository: text,
  branch: text,
  base: text,
  requestedAt: instant,
  requestedBy: text,
  approvedAt: orNull(instant),
  approvedBy: orNull(text).describe('A person, or `policy <name>`'),
  endedAt: orNull(instant),
  endReason: orNull(text),
  progress,
  tasksByState: z
    .partialRecord(shownTaskState, count)
    .describe('How many tasks are in each state; states without a task are absent'),
});
export type WorkflowSummary = z.infer<typeof workflowSummary>;

export const waitingItem = z
  .object({
    kind: z.enum(['workflow', 'approval', 'escalation', 'paused', 'agent', 'checkout']),
    id: text.describe('What the commands name: a workflow, an approval or a task'),
    workflowId: text,
    workflowName: text,
    taskId: orNull(text),
    planTaskId: orNull(text),
    what: text.describe('One sentence'),
    commands: list(text),
  })
  .describe('What waits for a person, and the exact commands that settle it');
export type WaitingItem = z.infer<typeof waitingItem>;

export const liveView = z
  .object({ lastLine: text, percent: orNull(z.number()) })
  .describe('What a running attempt said last; kept in memory alone');
export type LiveView = z.infer<typeof liveView>;

export const taskView = z.object({
  taskId: text,
  planTaskId: text,
  workflowId: text,
  name: text,
  state: shownTaskState,
  why: text.describe('Why the task is where it is and who can move it'),
  paused: z.boolean(),
  attempt: count,
  agentId: orNull(text),
  priority: text,
  parallelGroup: orNull(text),
  dependencies: list(text).describe('Ids in the plan'),
  paths: list(text),
  estimateMs: z.number(),
  actualMs: orNull(z.number()).describe(
    'From the first start to the end or to now; null before the first start',
  ),
  createdAt: orNull(instant),
  readyAt: orNull(instant),
  startedAt: orNull(instant).describe('Of the first attempt'),
  attemptStartedAt: orNull(instant),
  executedAt: orNull(instant),
  endedAt: orNull(instant),
  endReason: orNull(text),
  notBefore: orNull(instant).describe('Set while a retry backs off'),
  commit: orNull(text),
  live: z.exactOptional(liveView),
});
export type TaskView = z.infer<typeof taskView>;

export const workflowDetail = z.object({
  ...workflowSummary.shape,
  tasks: list(taskView),
  overallProgress: z
    .int()
    .describe('The progress in percent once more, for those who show one number'),
  elapsedMs: z
    .number()
    .describe('From the approval (before it, from the request) to the end or to now'),
  remainingMs: z
    .exactOptional(z.number())
    .describe(
      'Forecast; absent while no task is finished, while nothing can move without a person, and after the end',
    ),
  waitsForPerson: z.boolean().describe('Nothing can move without a person'),
  waiting: list(waitingItem),
});
export type WorkflowDetail = z.infer<typeof workflowDetail>;

export const attemptView = z.object({
  attempt: count,
  agentId: orNull(text),
  openedAt: instant,
  openedBy: orNull(text),
  startedAt: orNull(instant),
  executedAt: orNull(instant),
  durationMs: orNull(z.number()),
  outcome: orNull(text),
  summary: orNull(text),
  verdict: orNull(verdict),
  endCause: orNull(text),
  endedAt: orNull(instant),
  findings: list(finding),
  violations: list(finding),
  base: orNull(text).describe('The commit of the line that its work counts against'),
  commit: orNull(text),
  inputTokens: orNull(count),
  outputTokens: orNull(count),
  costUsd: orNull(z.number()),
  transcriptKey: orNull(text),
});
export type AttemptView = z.infer<typeof attemptView>;

export const gateView = z.object({
  attempt: count,
  of: z.enum(['attempt', 'candidate']),
  gate: text,
  status: gateStatus,
  durationMs: z.number(),
  findings: list(finding),
  reason: orNull(text),
  outputKey: orNull(text),
});
export type GateView = z.infer<typeof gateView>;

export const approvalView = z.object({
  approvalId: text,
  attempt: count,
  action: text,
  detail: text,
  state: text,
  requestedAt: instant,
  expiresAt: instant,
  decidedAt: orNull(instant),
  decidedBy: orNull(text),
  policy: orNull(text),
  reason: orNull(text),
});
export type ApprovalView = z.infer<typeof approvalView>;

export const taskDetail = z.object({
  ...taskView.shape,
  description: text,
  acceptance: list(text),
  skills: list(text),
  wantedAgent: orNull(text),
  run: orNull(text),
  checks,
  timeoutMs: orNull(z.number()),
  attempts: list(attemptView),
  gates: list(gateView),
  approvals: list(approvalView),
});
export type TaskDetail = z.infer<typeof taskDetail>;

export const agentView = z.object({
  agentId: text,
  kind: text,
  state: text,
  reason: orNull(text),
  slots: count,
  slotsUsed: count,
  skills: list(text),
});
export type AgentView = z.infer<typeof agentView>;

export const deadLetterView = z.object({
  consumer: text,
  eventId: text,
  eventType: text,
  error: text,
  recordedAt: instant,
  workflowId: orNull(text),
  taskId: orNull(text),
  command: text.describe('Hands the event to its handler once more'),
});
export type DeadLetterView = z.infer<typeof deadLetterView>;

export const statusView = z.object({
  workflows: list(workflowSummary).describe(
    'Unfinished ones, and the last few that ended; newest first',
  ),
  running: list(taskView),
  waiting: list(waitingItem),
  agents: list(agentView),
  deadLetters: list(deadLetterView).describe('Those that nobody has redriven, oldest first'),
});
export type StatusView = z.infer<typeof statusView>;

export const eventView = z.object({
  position: count,
  at: instant,
  type: text,
  workflowId: orNull(text),
  taskId: orNull(text),
  planTaskId: orNull(text),
  attempt: orNull(count),
  sentence: text.describe('With its subject: "T3: attempt 2 started on laptop.shell"'),
});
export type EventView = z.infer<typeof eventView>;

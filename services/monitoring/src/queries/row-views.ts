/** Rows as they are shown. */
import { type Finding, elapsedMs, type Verdict } from '@atms/contracts';
import type {
  ApprovalRow,
  AttemptRow,
  GateRow,
  TaskRow,
  TimelineRow,
  WorkflowRow,
} from '../projections/tables.ts';
import { plainText } from '../report/plain-text.ts';
import { workflowStateOf } from '../report/workflow-state.ts';
import { textList } from './database.ts';
import { causesOf } from '../why/causes.ts';
import type { Surroundings } from '../why/surroundings.ts';
import type {
  ApprovalView,
  AttemptView,
  EventView,
  GateView,
  Progress,
  ShownTaskState,
  TaskDetail,
  TaskView,
  WorkflowSummary,
} from './views.ts';

export function workflowSummary(
  row: WorkflowRow,
  tasksByState: WorkflowSummary['tasksByState'],
): WorkflowSummary {
  return {
    workflowId: row.workflowId,
    name: row.name,
    goal: row.goal,
    state: workflowStateOf(row),
    paused: row.paused === 1,
    repository: row.repository,
    branch: row.branch,
    base: row.base,
    requestedAt: row.requestedAt,
    requestedBy: row.requestedBy,
    approvedAt: row.approvedAt,
    approvedBy: row.approvedPolicy === null ? row.approvedBy : `policy ${row.approvedPolicy}`,
    endedAt: row.endedAt,
    endReason: row.endReason,
    progress: progressOf(row, tasksByState),
    tasksByState,
  };
}

function progressOf(
  { life }: WorkflowRow,
  tasksByState: WorkflowSummary['tasksByState'],
): Progress {
  const total = Object.values(tasksByState).reduce((sum, count) => sum + count, 0);
  const { completed = 0, failed = 0, cancelled = 0 } = tasksByState;
  const ended = completed + failed + cancelled;
  const done = life === 'failed' || life === 'cancelled' ? completed : ended;
  return { ended, total, percent: total === 0 ? 0 : Math.floor((100 * done) / total) };
}

export function taskView(row: TaskRow, around: Surroundings): TaskView {
  return {
    taskId: row.taskId,
    planTaskId: row.planTaskId,
    workflowId: row.workflowId,
    name: row.name,
    state: row.state as ShownTaskState,
    why: causesOf(row, around)
      .map(({ text }) => text)
      .join('; '),
    paused: row.paused === 1,
    attempt: row.attempt,
    agentId: row.agentId,
    priority: row.priority,
    parallelGroup: row.parallelGroup,
    dependencies: textList(row.dependencies).map((id) => around.tasks.get(id)?.planTaskId ?? id),
    paths: textList(row.paths),
    estimateMs: row.estimateMs,
    actualMs: row.startedAt === null ? null : elapsedMs(row.startedAt, row.endedAt ?? around.now),
    createdAt: row.createdAt,
    readyAt: row.readyAt,
    startedAt: row.startedAt,
    attemptStartedAt: row.attemptStartedAt,
    executedAt: row.executedAt,
    endedAt: row.endedAt,
    endReason: row.endReason,
    notBefore: row.notBefore,
    commit: row.commit,
  };
}

export interface TaskHistory {
  readonly attempts: readonly AttemptRow[];
  readonly gates: readonly GateRow[];
  readonly approvals: readonly ApprovalRow[];
}

export function taskDetail(row: TaskRow, view: TaskView, history: TaskHistory): TaskDetail {
  return {
    ...view,
    description: row.description,
    acceptance: textList(row.acceptance),
    skills: textList(row.skills),
    wantedAgent: row.wantedAgent,
    run: row.run,
    checks: JSON.parse(row.checks) as TaskDetail['checks'],
    timeoutMs: row.timeoutMs,
    attempts: history.attempts.map(attemptView),
    gates: history.gates.map(gateView),
    approvals: history.approvals.map(approvalView),
  };
}

function attemptView(row: AttemptRow): AttemptView {
  const { taskId: _task, workflowId: _workflow, readyAt: _ready, tree: _tree, ...shown } = row;
  return {
    ...shown,
    durationMs: isFoundDead(row) ? null : row.durationMs,
    verdict: row.verdict as Verdict | null,
    findings: findingList(row.findings),
    violations: findingList(row.violations),
  };
}

/** Its process had died: nobody knows when, so nobody knows how long it worked. */
function isFoundDead({ outcome, durationMs }: AttemptRow): boolean {
  return outcome === 'interrupted' && durationMs === 0;
}

function gateView(row: GateRow): GateView {
  return {
    attempt: row.attempt,
    of: row.of as GateView['of'],
    gate: row.gate,
    status: row.status as GateView['status'],
    durationMs: row.durationMs,
    findings: findingList(row.findings),
    reason: row.reason,
    outputKey: row.outputKey,
  };
}

function approvalView(row: ApprovalRow): ApprovalView {
  const { taskId: _task, workflowId: _workflow, ...shown } = row;
  return shown;
}

/** Titles and messages come from plans and agents: what controls a terminal is taken out. */
export function eventView(row: TimelineRow & { readonly planTaskId: string | null }): EventView {
  const subject = row.planTaskId ?? row.taskId;
  const sentence = plainText(row.sentence);
  return { ...row, sentence: subject === null ? sentence : `${plainText(subject)}: ${sentence}` };
}

function findingList(column: string): readonly Finding[] {
  return JSON.parse(column) as readonly Finding[];
}

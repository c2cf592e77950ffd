/** What needs a person, decided on rows alone. */
import type { AgentRow, ApprovalRow, TaskRow, WorkflowRow } from '../projections/tables.ts';
import { isForsaken } from '../why/able-agents.ts';
import { textList } from './database.ts';
import type { WaitingItem } from './views.ts';

/** Rows of one workflow; `approvals` are the pending ones. */
export interface WorkflowRows {
  readonly workflow: WorkflowRow;
  readonly tasks: readonly TaskRow[];
  readonly approvals: readonly ApprovalRow[];
  /** By the ids of the tasks whose merge waits for them. */
  readonly checkouts: ReadonlyMap<string, Checkout>;
  /** Of the whole system. */
  readonly agents: readonly AgentRow[];
}

/** Where somebody works on the branch that a merge has to move. */
export interface Checkout {
  readonly branch: string;
  readonly path: string;
}

const underWay: readonly string[] = ['assigned', 'running', 'validating', 'merging'];

/**
 * Whether nothing can move without a person: the plan waits for approval; or something is escalated, waits for an
 * approval, for a checkout of the branch or for an agent that nobody is, or is paused, and no other task can go on by itself. A task that backs off
 * can, as can one whose dependencies have completed; one that depends on a bad end cannot, nor can one whose attempt
 * waits for an approval or for the checkout.
 */
export function waitsForPerson(rows: WorkflowRows): boolean {
  const { workflow, tasks, approvals, checkouts } = rows;
  if (workflow.endedAt !== null || workflow.life === 'requested') return false;
  if (workflow.life === 'planned') return true;
  const waits =
    workflow.paused === 1 ||
    approvals.length > 0 ||
    checkouts.size > 0 ||
    tasks.some(
      (task) => task.state === 'escalated' || isPaused(task) || waitsForNobody(task, rows),
    );
  const completed = new Set(
    tasks.filter((task) => task.state === 'completed').map((task) => task.taskId),
  );
  return waits && !tasks.some((task) => canGoOn(task, completed, rows));
}

function waitsForNobody(task: TaskRow, { agents }: WorkflowRows): boolean {
  return task.state === 'ready' && isForsaken(task, agents);
}

function canGoOn(task: TaskRow, completed: ReadonlySet<string>, rows: WorkflowRows): boolean {
  if (task.ended === 1 || task.state === 'escalated') return false;
  if (waitsForNobody(task, rows)) return false;
  if (underWay.includes(task.state)) {
    return pendingApproval(task, rows.approvals) === undefined && !rows.checkouts.has(task.taskId);
  }
  if (rows.workflow.paused === 1 || task.paused === 1) return false;
  return textList(task.dependencies).every((dependency) => completed.has(dependency));
}

/** The approval that the task waits for; one that nobody waits for any more is not pending. */
export function pendingApproval(
  task: TaskRow,
  approvals: readonly ApprovalRow[],
): ApprovalRow | undefined {
  return approvals.find((one) => one.taskId === task.taskId);
}

export function waitingItems(rows: WorkflowRows): readonly WaitingItem[] {
  const { workflow, tasks, approvals } = rows;
  if (workflow.endedAt !== null) return [];
  const escalated = tasks.filter((task) => task.state === 'escalated');
  return [
    ...waitingWorkflow(workflow),
    ...approvals.map((approval) => waitingApproval(approval, rows)),
    ...escalated.map((task) => waitingEscalation(task, workflow)),
    ...tasks.filter(isPaused).map((task) => waitingPause(task, workflow)),
    ...tasks
      .filter((task) => waitsForNobody(task, rows))
      .map((task) => waitingAgent(task, workflow)),
    ...firstOf(tasks.flatMap((task) => waitingMerge(task, rows))),
  ];
}

function isPaused(task: TaskRow): boolean {
  return task.ended === 0 && task.paused === 1;
}

function waitingAgent(task: TaskRow, workflow: WorkflowRow): WaitingItem {
  const { taskId, planTaskId } = task;
  return {
    kind: 'agent',
    id: taskId,
    ...placeOf(workflow, task),
    what: `${planTaskId} waits for an agent: none can do it, or those that can are drained`,
    commands: [
      `atms why ${taskId}`,
      `atms task reassign ${taskId} --agent KIND`,
      'atms agent undrain KIND',
    ],
  };
}

/** All merges of a workflow wait for one and the same checkout: its branch has one. */
function firstOf(items: readonly WaitingItem[]): readonly WaitingItem[] {
  return items.slice(0, 1);
}

function waitingWorkflow(workflow: WorkflowRow): readonly WaitingItem[] {
  const { workflowId } = workflow;
  const item = { ...placeOf(workflow), id: workflowId };
  if (workflow.life === 'planned') {
    const commands = [`atms approve ${workflowId}`, `atms reject ${workflowId}`];
    return [{ ...item, kind: 'workflow', what: 'The plan waits for approval', commands }];
  }
  if (workflow.paused === 0) return [];
  const commands = [`atms workflow resume ${workflowId}`];
  return [{ ...item, kind: 'paused', what: 'The workflow is paused', commands }];
}

function waitingApproval(approval: ApprovalRow, rows: WorkflowRows): WaitingItem {
  const { approvalId, action, detail } = approval;
  const task = rows.tasks.find((one) => one.taskId === approval.taskId);
  return {
    kind: 'approval',
    id: approvalId,
    ...placeOf(rows.workflow, task),
    what: `${task?.planTaskId ?? approval.taskId} asks for leave to ${action}: ${detail}`,
    commands: [`atms approve ${approvalId}`, `atms reject ${approvalId}`],
  };
}

function waitingEscalation(task: TaskRow, workflow: WorkflowRow): WaitingItem {
  const { taskId, planTaskId } = task;
  return {
    kind: 'escalation',
    id: taskId,
    ...placeOf(workflow, task),
    what: `${planTaskId} needs a decision, ${task.escalationReason ?? 'unknown'}: ${task.message ?? ''}`,
    commands: [`atms task retry ${taskId}`, `atms reject ${taskId}`, commandToMend(task)],
  };
}

/** Another attempt at the same is of no use where what the task says is wrong: its command, or what is asked of it. */
export function commandToMend({ taskId, run }: TaskRow): string {
  const change = run === null ? '--description TEXT' : '--run COMMAND';
  return `atms task update ${taskId} ${change}`;
}

function waitingPause(task: TaskRow, workflow: WorkflowRow): WaitingItem {
  const { taskId, planTaskId } = task;
  return {
    kind: 'paused',
    id: taskId,
    ...placeOf(workflow, task),
    what: `${planTaskId} is paused`,
    commands: [`atms task resume ${taskId}`],
  };
}

function waitingMerge(
  task: TaskRow,
  { workflow, checkouts }: WorkflowRows,
): readonly WaitingItem[] {
  const checkout = checkouts.get(task.taskId);
  if (checkout === undefined) return [];
  const { taskId, planTaskId } = task;
  return [
    {
      kind: 'checkout',
      id: taskId,
      ...placeOf(workflow, task),
      what: `${planTaskId} ${untilFree(checkout)}`,
      commands: commandsToFree(checkout),
    },
  ];
}

export function commandsToFree({ path }: Checkout): readonly string[] {
  return [`git -C ${quoted(path)} switch --detach`];
}

export function untilFree({ branch, path }: Checkout): string {
  return `waits until ${branch} is no longer checked out at ${path}`;
}

/** As one word for a shell, whatever the path holds. */
function quoted(path: string): string {
  return `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

function placeOf(workflow: WorkflowRow, task?: TaskRow) {
  return {
    workflowId: workflow.workflowId,
    workflowName: workflow.name,
    taskId: task?.taskId ?? null,
    planTaskId: task?.planTaskId ?? null,
  };
}

import { pathSetsOverlap } from '@atms/plan';
import type { ApprovalRow, LockRow, TaskRow, WorkflowRow } from '../projections/tables.ts';
import { textList } from './database.ts';
import type { ShownTaskState } from './views.ts';
import { type Checkout, pendingApproval, untilFree } from './waiting.ts';

export interface TaskSurroundings {
  readonly workflow: WorkflowRow;
  /** Every task of the workflow, by id. */
  readonly tasks: ReadonlyMap<string, TaskRow>;
  /** Pending ones. */
  readonly approvals: readonly ApprovalRow[];
  /** Held now, of the workflow's line. */
  readonly locks: readonly LockRow[];
  /** By the ids of the tasks whose merge waits for them. */
  readonly checkouts: ReadonlyMap<string, Checkout>;
  readonly now: string;
}

/** One sentence: why the task is where it is, and who can move it. */
export function whyHere(task: TaskRow, around: TaskSurroundings): string {
  const reason = reasons[task.state as ShownTaskState](task, around);
  if (task.ended === 1) return reason;
  if (task.paused === 1) return `paused by a person; ${reason}`;
  return around.workflow.paused === 1 ? `the workflow is paused; ${reason}` : reason;
}

type Reason = (task: TaskRow, around: TaskSurroundings) => string;

const reasons: Readonly<Record<ShownTaskState, Reason>> = {
  planned: () => 'waits for the approval of the plan',
  created: whyNotReady,
  queued: whyNotReady,
  ready: whyNotAssigned,
  assigned: (task) => `given to ${agentOf(task)}, which is about to start`,
  running: whyRunning,
  validating: (task, around) =>
    whyNotMerged(task, around) ?? `the work of attempt ${task.attempt} is being checked`,
  merging: (task, around) => whyNotMerged(task, around) ?? 'passed its checks and is being merged',
  escalated: (task) =>
    `needs a person (${task.escalationReason ?? 'unknown'}): ${task.message ?? ''}`,
  completed: (task) => `completed with attempt ${task.attempt}`,
  failed: (task) => `failed: ${task.endReason ?? 'no reason given'}`,
  cancelled: (task) => `cancelled: ${task.endReason ?? 'no reason given'}`,
};

function whyNotReady(task: TaskRow, around: TaskSurroundings): string {
  const open = textList(task.dependencies).filter(
    (id) => around.tasks.get(id)?.state !== 'completed',
  );
  if (open.length > 0) return `waits for ${open.map((id) => nameOf(id, around)).join(', ')}`;
  if (task.notBefore !== null && task.notBefore > around.now) {
    return `attempt ${task.attempt} backs off until ${task.notBefore}`;
  }
  const holder = lockHolder(task, around);
  if (holder === undefined) return 'waits for its turn in the queue';
  return `waits for paths that ${nameOf(holder.taskId, around)} holds`;
}

function lockHolder(task: TaskRow, { locks }: TaskSurroundings): LockRow | undefined {
  const paths = textList(task.paths);
  return locks.find(
    (lock) => lock.taskId !== task.taskId && pathSetsOverlap(paths, textList(lock.paths)),
  );
}

function whyNotAssigned(task: TaskRow): string {
  const wanted = [
    ...(task.wantedAgent === null ? [] : [task.wantedAgent]),
    ...textList(task.skills),
  ];
  return wanted.length === 0
    ? 'waits for a free agent'
    : `waits for a free agent that can do ${wanted.join(', ')}`;
}

function whyRunning(task: TaskRow, around: TaskSurroundings): string {
  const approval = pendingApproval(task, around.approvals);
  return approval === undefined
    ? `${agentOf(task)} works on attempt ${task.attempt}`
    : `waits for leave to ${approval.action} (${approval.approvalId})`;
}

function whyNotMerged(task: TaskRow, { checkouts }: TaskSurroundings): string | undefined {
  const checkout = checkouts.get(task.taskId);
  return checkout && untilFree(checkout);
}

function agentOf(task: TaskRow): string {
  return task.agentId ?? 'an agent';
}

function nameOf(taskId: string, { tasks }: TaskSurroundings): string {
  return tasks.get(taskId)?.planTaskId ?? taskId;
}

/**
 * What every service needs to know of the task-manager's decisions, folded from the log.
 *
 * Owns: workflows and tasks as `workflow-` and `task-` streams tell them.
 * Does not own: who works, what is queued, what was validated.
 *
 * 1. A task has a current attempt only while it is open or accepted.
 * 2. An end is final: nothing after it changes the task.
 * 3. What an attempt is asked for does not change once it has started: later changes hold from the next one on.
 * 4. What has ended stays known for some time, and then is forgotten with its workflow: an attempt that nobody knows is
 *    not current either. So what is held, and what a walk costs, grows with what is under way and not with the log.
 */
import type { EventOf } from '../events.ts';
import { applyToTask } from './fold-task.ts';
import { applyToWorkflow } from './fold-workflow.ts';
import { createTables, forgetOldest, type TaskIndexOptions } from './index-tables.ts';
import { hasAttempt, type KnownTask, type KnownWorkflow } from './known-tasks.ts';

export interface TaskIndex {
  /** All that is folded, for a snapshot. */
  readonly tables: Readonly<Record<string, Map<string, unknown> | Set<unknown>>>;
  apply(event: { readonly type: string; readonly data: unknown }): void;
  /** Undefined also for one that ended long ago. */
  workflow(workflowId: string): KnownWorkflow | undefined;
  /** Undefined also when its workflow ended long ago. */
  task(taskId: string): KnownTask | undefined;
  /** All that are known, those that ended long ago are not. */
  workflows(): Iterable<KnownWorkflow>;
  /** Of all workflows there ever were. */
  repositories(): Iterable<string>;
  /** Those that have not ended, or have a task that has not. */
  workflowsUnderWay(): Iterable<KnownWorkflow>;
  /** Tasks that have not ended. */
  openTasks(): Iterable<KnownTask>;
  /** Whether work of this attempt still counts. */
  isCurrent(taskId: string, attempt: number): boolean;
  isPaused(taskId: string): boolean;
}

export function createTaskIndex(options: TaskIndexOptions = {}): TaskIndex {
  const tables = createTables();
  const task = (taskId: string) => tables.tasks.get(taskId);
  const workflow = (workflowId: string) => tables.workflows.get(workflowId);
  return {
    tables: { ...tables },
    apply(event) {
      if (!isFollowed(event)) return;
      const endedBefore = tables.ended.size;
      if (event.type.startsWith('workflow.')) applyToWorkflow(tables, event);
      else applyToTask(tables, event);
      if (tables.ended.size > endedBefore) forgetOldest(tables, options);
    },
    workflow,
    task,
    workflows: () => tables.workflows.values(),
    repositories: () => tables.repositories,
    workflowsUnderWay: () => tables.underWay.values(),
    openTasks: () => tables.open.values(),
    isCurrent: (taskId, attempt) => {
      const known = task(taskId);
      return known !== undefined && hasAttempt(known) && known.attempt === attempt;
    },
    isPaused: (taskId) => {
      const known = task(taskId);
      return known !== undefined && (known.paused || workflow(known.workflowId)?.paused === true);
    },
  };
}

const followed = [
  'workflow.requested',
  'workflow.planned',
  'workflow.approved',
  'workflow.extended',
  'workflow.paused',
  'workflow.resumed',
  'workflow.completed',
  'workflow.failed',
  'workflow.cancelled',
  'task.created',
  'task.updated',
  'task.started',
  'task.retried',
  'task.paused',
  'task.resumed',
  'task.accepted',
  'task.escalated',
  'task.completed',
  'task.failed',
  'task.cancelled',
] as const;

const followedTypes: ReadonlySet<string> = new Set(followed);

/** Asked of every event by every service. */
function isFollowed(event: {
  readonly type: string;
  readonly data: unknown;
}): event is EventOf<(typeof followed)[number]> {
  return followedTypes.has(event.type);
}

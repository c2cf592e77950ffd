import { elapsedMs as durationOf } from '@atms/contracts';
import type { ApprovalRow, TaskRow, WorkflowRow } from '../projections/tables.ts';
import type { ReadDatabase } from './database.ts';
import type { Surroundings } from '../why/surroundings.ts';
import { type LoadedLine, loadLine } from './line-queries.ts';
import { remainingMs } from './remaining-time.ts';
import { taskView, workflowSummary } from './row-views.ts';
import type { ShownTaskState, TaskView, WorkflowDetail, WorkflowSummary } from './views.ts';
import { type Checkout, waitingItems, waitsForPerson, type WorkflowRows } from './waiting.ts';

/** Everything about one workflow that its detail, its report and its tasks' reasons are made of. */
export interface LoadedWorkflow extends WorkflowRows {
  readonly line: LoadedLine;
}

/** What the merge of a task's attempt waits for, as far as this process heard. */
export type CheckoutOf = (task: Pick<TaskRow, 'taskId' | 'attempt'>) => Checkout | undefined;

export interface WorkflowSources {
  readonly db: ReadDatabase;
  readonly checkoutOf: CheckoutOf;
}

export async function loadWorkflow(
  { db, checkoutOf }: WorkflowSources,
  workflow: WorkflowRow,
): Promise<LoadedWorkflow> {
  const { workflowId } = workflow;
  const [tasks, approvals, line] = await Promise.all([
    tasksOf(db, workflowId),
    pendingApprovals(db, workflowId),
    loadLine(db, workflow),
  ]);
  return {
    workflow,
    tasks,
    approvals,
    line,
    agents: line.agents,
    checkouts: checkoutsOf(tasks, checkoutOf),
  };
}

/** A signal may outlive what it told: only what is on its way to the line can wait for it. */
function checkoutsOf(
  tasks: readonly TaskRow[],
  checkoutOf: CheckoutOf,
): ReadonlyMap<string, Checkout> {
  const onTheirWay = tasks.filter(({ state }) => state === 'validating' || state === 'merging');
  return new Map(
    onTheirWay.flatMap((task) => {
      const checkout = checkoutOf(task);
      return checkout === undefined ? [] : [[task.taskId, checkout] as const];
    }),
  );
}

function tasksOf(db: ReadDatabase, workflowId: string): Promise<TaskRow[]> {
  return db
    .selectFrom('tasks')
    .selectAll()
    .where('workflowId', '=', workflowId)
    .orderBy('ordinal')
    .execute();
}

function pendingApprovals(db: ReadDatabase, workflowId: string): Promise<ApprovalRow[]> {
  return db
    .selectFrom('approvals')
    .selectAll()
    .where('workflowId', '=', workflowId)
    .where('state', '=', 'pending')
    .orderBy('requestedAt')
    .execute();
}

export function surroundingsOf(loaded: LoadedWorkflow, now: string): Surroundings {
  const { line, tasks, approvals, checkouts } = loaded;
  return {
    ...line,
    workflows: new Map(line.workflows.map((workflow) => [workflow.workflowId, workflow])),
    tasks: new Map([...tasks, ...line.neighbours].map((task) => [task.taskId, task])),
    passed: new Set(line.passed),
    approvals,
    checkouts,
    now,
  };
}

export function taskViews(loaded: LoadedWorkflow, now: string): readonly TaskView[] {
  const around = surroundingsOf(loaded, now);
  return loaded.tasks.map((task) => taskView(task, around));
}

export function workflowDetail(loaded: LoadedWorkflow, now: string): WorkflowDetail {
  const { workflow, tasks } = loaded;
  const summary = workflowSummary(workflow, countByState(tasks));
  const isStuck = waitsForPerson(loaded);
  const remaining = workflow.endedAt === null && !isStuck ? remainingMs(tasks, now) : undefined;
  return {
    ...summary,
    tasks: taskViews(loaded, now),
    overallProgress: summary.progress.percent,
    elapsedMs: durationOf(workflow.approvedAt ?? workflow.requestedAt, workflow.endedAt ?? now),
    ...(remaining === undefined ? {} : { remainingMs: remaining }),
    waitsForPerson: isStuck,
    waiting: waitingItems(loaded),
  };
}

function countByState(tasks: readonly TaskRow[]): WorkflowSummary['tasksByState'] {
  const counts: Partial<Record<ShownTaskState, number>> = {};
  for (const task of tasks) {
    const state = task.state as ShownTaskState;
    counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}

/** Newest first; at most `limit` when one is given. */
export async function workflowSummaries(
  db: ReadDatabase,
  which: { readonly ended?: boolean; readonly limit?: number } = {},
): Promise<readonly WorkflowSummary[]> {
  let query = db.selectFrom('workflows').selectAll().orderBy('requestedPosition', 'desc');
  if (which.ended !== undefined)
    query = query.where('endedAt', which.ended ? 'is not' : 'is', null);
  if (which.limit !== undefined) query = query.limit(which.limit);
  const rows = await query.execute();
  const counts = await db
    .selectFrom('tasks')
    .select((select) => ['workflowId', 'state', select.fn.countAll<number>().as('count')])
    .groupBy(['workflowId', 'state'])
    .execute();
  return rows.map((row) => {
    const own = counts.filter((count) => count.workflowId === row.workflowId);
    const byState = Object.fromEntries(own.map(({ state, count }) => [state, Number(count)]));
    return workflowSummary(row, byState);
  });
}

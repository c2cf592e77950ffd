import { elapsedMs as durationOf } from '@atms/contracts';
import type { ApprovalRow, TaskRow, WorkflowRow } from '../projections/tables.ts';
import type { ReadDatabase } from './database.ts';
import { heldLock, inFlightAmong, type Surroundings } from '../why/surroundings.ts';
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
    tasksOf(db, [workflowId]),
    pendingApprovals(db, [workflowId]),
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

/** What surrounds the tasks of several unfinished workflows of one line, `one` among them: loaded once for all. */
export async function surroundingsOnLine(
  { db, checkoutOf }: WorkflowSources,
  { one, workflowIds }: { readonly one: WorkflowRow; readonly workflowIds: readonly string[] },
  now: string,
): Promise<Surroundings> {
  const [tasks, approvals, line] = await Promise.all([
    tasksOf(db, workflowIds),
    pendingApprovals(db, workflowIds),
    loadLine(db, one),
  ]);
  const checkouts = checkoutsOf(tasks, checkoutOf);
  return surroundingsOf({ tasks, approvals, line, agents: line.agents, checkouts }, now);
}

function tasksOf(db: ReadDatabase, workflowIds: readonly string[]): Promise<TaskRow[]> {
  return db
    .selectFrom('tasks')
    .selectAll()
    .where('workflowId', 'in', workflowIds)
    .orderBy('ordinal')
    .execute();
}

function pendingApprovals(
  db: ReadDatabase,
  workflowIds: readonly string[],
): Promise<ApprovalRow[]> {
  return db
    .selectFrom('approvals')
    .selectAll()
    .where('workflowId', 'in', workflowIds)
    .where('state', '=', 'pending')
    .orderBy('requestedAt')
    .execute();
}

export function surroundingsOf(
  loaded: Omit<LoadedWorkflow, 'workflow'>,
  now: string,
): Surroundings {
  const { line, tasks, approvals, checkouts } = loaded;
  const known = new Map([...tasks, ...line.neighbours].map((task) => [task.taskId, task]));
  return {
    ...line,
    workflows: new Map(line.workflows.map((workflow) => [workflow.workflowId, workflow])),
    tasks: known,
    locks: line.locks.map(heldLock),
    inFlight: inFlightAmong(known.values()),
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
  const counts = await stateCounts(
    db,
    rows.map(({ workflowId }) => workflowId),
  );
  return rows.map((row) =>
    workflowSummary(row, Object.fromEntries(counts.get(row.workflowId) ?? [])),
  );
}

/** A statement takes only so many values. */
const idsPerQuery = 500;

async function stateCounts(
  db: ReadDatabase,
  workflowIds: readonly string[],
): Promise<ReadonlyMap<string, readonly (readonly [string, number])[]>> {
  const counts = new Map<string, (readonly [string, number])[]>();
  for (let from = 0; from < workflowIds.length; from += idsPerQuery) {
    const rows = await db
      .selectFrom('tasks')
      .select((select) => ['workflowId', 'state', select.fn.countAll<number>().as('count')])
      .where('workflowId', 'in', workflowIds.slice(from, from + idsPerQuery))
      .groupBy(['workflowId', 'state'])
      .execute();
    for (const { workflowId, state, count } of rows) {
      const known = counts.get(workflowId) ?? [];
      known.push([state, Number(count)]);
      counts.set(workflowId, known);
    }
  }
  return counts;
}

import type { AttemptRow, TaskRow, WorkflowRow } from '../projections/tables.ts';
import type { Surroundings } from '../why/surroundings.ts';
import type { ReadDatabase } from './database.ts';
import { taskDetail, taskView } from './row-views.ts';
import { findWorkflow, type Reference } from './references.ts';
import type { ListedTask, TaskList } from './task-list-views.ts';
import type { ShownTaskState, TaskDetail } from './views.ts';
import {
  loadWorkflow,
  surroundingsOf,
  taskViews,
  type WorkflowSources,
} from './workflow-queries.ts';

/** @throws Error when the task's workflow is not there: both come from one log. */
export async function surroundingsOfTask(
  sources: WorkflowSources,
  { workflowId }: TaskRow,
  now: string,
): Promise<Surroundings> {
  const workflow = await sources.db
    .selectFrom('workflows')
    .selectAll()
    .where('workflowId', '=', workflowId)
    .executeTakeFirstOrThrow();
  return surroundingsOf(await loadWorkflow(sources, workflow), now);
}

export async function detailOfTask(
  sources: WorkflowSources,
  row: TaskRow,
  now: string,
): Promise<TaskDetail> {
  const { db } = sources;
  const around = await surroundingsOfTask(sources, row, now);
  const [attempts, gates, approvals] = await Promise.all([
    attemptRows(db, row.taskId),
    db
      .selectFrom('gates')
      .selectAll()
      .where('taskId', '=', row.taskId)
      .orderBy('position')
      .orderBy('ordinal')
      .execute(),
    db
      .selectFrom('approvals')
      .selectAll()
      .where('taskId', '=', row.taskId)
      .orderBy('requestedAt')
      .execute(),
  ]);
  return taskDetail(row, taskView(row, around), { attempts, gates, approvals });
}

function attemptRows(db: ReadDatabase, taskId: string): Promise<AttemptRow[]> {
  return db
    .selectFrom('attempts')
    .selectAll()
    .where('taskId', '=', taskId)
    .orderBy('attempt')
    .execute();
}

export interface TasksWanted {
  /** Id, name, `newest`, or the beginning of one id; undefined: of every workflow. */
  readonly workflow: string | undefined;
  readonly state?: ShownTaskState;
  readonly limit: number;
}

/** The reasons of a task lie in its workflow, so it is one workflow after the other. */
export async function listTasks(
  sources: WorkflowSources,
  { workflow, state, limit }: TasksWanted,
  now: string,
): Promise<Reference<TaskList>> {
  const found = await workflowRows(sources, workflow);
  if (found.kind !== 'found') return found;
  const tasks: ListedTask[] = [];
  let total = 0;
  for (const row of found.found) {
    const views = taskViews(await loadWorkflow(sources, row), now);
    const wanted = views.filter((task) => state === undefined || task.state === state);
    const shown = wanted.slice(0, limit - tasks.length);
    tasks.push(...shown.map((task) => ({ ...task, workflowName: row.name })));
    total += wanted.length;
  }
  return { kind: 'found', found: { tasks, total } };
}

async function workflowRows(
  { db }: WorkflowSources,
  ref: string | undefined,
): Promise<Reference<readonly WorkflowRow[]>> {
  if (ref === undefined) {
    const rows = db.selectFrom('workflows').selectAll().orderBy('requestedPosition', 'desc');
    return { kind: 'found', found: await rows.execute() };
  }
  const one = await findWorkflow(db, ref);
  return one.kind === 'found' ? { kind: 'found', found: [one.found] } : one;
}

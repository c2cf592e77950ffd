import type { AttemptRow, TaskRow } from '../projections/tables.ts';
import type { ReadDatabase } from './database.ts';
import { taskDetail, taskView } from './row-views.ts';
import type { TaskDetail } from './views.ts';
import { loadWorkflow, surroundingsOf, type WorkflowSources } from './workflow-queries.ts';

/** @throws Error when the task's workflow is not there: both come from one log. */
export async function detailOfTask(
  sources: WorkflowSources,
  row: TaskRow,
  now: string,
): Promise<TaskDetail> {
  const { db } = sources;
  const workflow = await db
    .selectFrom('workflows')
    .selectAll()
    .where('workflowId', '=', row.workflowId)
    .executeTakeFirstOrThrow();
  const around = surroundingsOf(await loadWorkflow(sources, workflow), now);
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

import type { TaskRow } from '../projections/tables.ts';
import { lastFindings, whyOf } from '../why/why.ts';
import type { WhyView } from '../why/why-views.ts';
import { loadWorkflow, surroundingsOf, type WorkflowSources } from './workflow-queries.ts';

/** @throws Error when the task's workflow is not there: both come from one log. */
export async function whyTask(
  sources: WorkflowSources,
  row: TaskRow,
  now: string,
): Promise<WhyView> {
  const { db } = sources;
  const workflow = await db
    .selectFrom('workflows')
    .selectAll()
    .where('workflowId', '=', row.workflowId)
    .executeTakeFirstOrThrow();
  const around = surroundingsOf(await loadWorkflow(sources, workflow), now);
  return whyOf(row, around, (taskId) => findingsOf(sources, taskId));
}

async function findingsOf({ db }: WorkflowSources, taskId: string) {
  const attempts = await db
    .selectFrom('attempts')
    .selectAll()
    .where('taskId', '=', taskId)
    .execute();
  return lastFindings(attempts);
}

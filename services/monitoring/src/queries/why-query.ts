import type { TaskRow } from '../projections/tables.ts';
import { lastFindings, whyOf } from '../why/why.ts';
import type { WhyView } from '../why/why-views.ts';
import { surroundingsOfTask } from './task-queries.ts';
import type { WorkflowSources } from './workflow-queries.ts';

export async function whyTask(
  sources: WorkflowSources,
  row: TaskRow,
  now: string,
): Promise<WhyView> {
  const around = await surroundingsOfTask(sources, row, now);
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

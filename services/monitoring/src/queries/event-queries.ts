import type { ReadDatabase } from './database.ts';
import { eventView } from './row-views.ts';
import type { EventView } from './views.ts';

export interface EventsWanted {
  /** Position; 0 from the first event. */
  readonly after: number;
  readonly limit: number;
  readonly workflowId?: string;
}

/** In the order of the log. */
export async function eventsAfter(
  db: ReadDatabase,
  wanted: EventsWanted,
): Promise<readonly EventView[]> {
  const query = db
    .selectFrom('timeline')
    .leftJoin('tasks', 'tasks.taskId', 'timeline.taskId')
    .selectAll('timeline')
    .select('tasks.planTaskId')
    .where('timeline.position', '>', wanted.after)
    .orderBy('timeline.position')
    .limit(wanted.limit);
  const ofWorkflow =
    wanted.workflowId === undefined
      ? query
      : query.where('timeline.workflowId', '=', wanted.workflowId);
  return (await ofWorkflow.execute()).map(eventView);
}

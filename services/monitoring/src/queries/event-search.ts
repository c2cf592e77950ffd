import type { ReadDatabase } from './database.ts';
import { eventView } from './row-views.ts';
import type { EventView } from './views.ts';

/** Which events: of a workflow, of a task, of a type. What is not named is not looked at. */
export interface EventFilter {
  readonly workflowId?: string;
  readonly taskId?: string;
  /** A type, or the beginning of some with a star: `task.*`. */
  readonly type?: string;
}

export interface EventSearch extends EventFilter {
  /** Position; only later ones. */
  readonly after: number;
  readonly limit: number;
  /** Which ones, where there are more than the limit. */
  readonly end: 'first' | 'last';
}

/** In the order of the log. */
export async function searchEvents(
  db: ReadDatabase,
  search: EventSearch,
): Promise<readonly EventView[]> {
  const rows = await matching(db, search)
    .orderBy('timeline.position', search.end === 'first' ? 'asc' : 'desc')
    .limit(search.limit)
    .execute();
  const events = rows.map(eventView);
  return search.end === 'first' ? events : events.toReversed();
}

function matching(db: ReadDatabase, { after, workflowId, taskId, type }: EventSearch) {
  let query = db
    .selectFrom('timeline')
    .leftJoin('tasks', 'tasks.taskId', 'timeline.taskId')
    .selectAll('timeline')
    .select('tasks.planTaskId')
    .where('timeline.position', '>', after);
  if (workflowId !== undefined) query = query.where('timeline.workflowId', '=', workflowId);
  if (taskId !== undefined) query = query.where('timeline.taskId', '=', taskId);
  if (type === undefined) return query;
  // Types are lower-case letters and dots: nothing in them means anything to LIKE but what stands for the star.
  return type.endsWith('*')
    ? query.where('timeline.type', 'like', `${type.slice(0, -1).replaceAll(/[%_\\]/g, '')}%`)
    : query.where('timeline.type', '=', type);
}

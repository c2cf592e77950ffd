import { InvalidMessage } from '@atms/eventsourcing';
import { nearestName } from '@atms/plan';
import { Hono } from 'hono';
import type { MonitoringQueries } from '../queries/queries.ts';
import type { TasksWanted } from '../queries/task-queries.ts';
import { shownTaskStates } from '../queries/task-list-views.ts';
import type { ShownTaskState } from '../queries/views.ts';
import { answerFound } from './answer-reference.ts';
import { readWholeNumber } from './request-values.ts';

const defaultLimit = 1_000;
const largestLimit = 20_000;

/** Lists of tasks: `?workflow=REF` (default: the newest), `?all=true`, `?state=S`, `?limit=N`. */
export function createTaskRoutes(queries: Pick<MonitoringQueries, 'tasks'>): Hono {
  const app = new Hono();
  app.get('/api/tasks', async (context) =>
    answerFound(context, await queries.tasks(readTasksWanted(context.req.query())), (list) =>
      context.json(list),
    ),
  );
  return app;
}

/** @throws InvalidMessage that names the value. */
function readTasksWanted(query: Readonly<Record<string, string>>): TasksWanted {
  const { workflow = 'newest', all, state, limit = String(defaultLimit) } = query;
  return {
    workflow: all === 'true' ? undefined : workflow,
    limit: Math.min(largestLimit, Math.max(1, readWholeNumber('limit', limit))),
    ...(state === undefined ? {} : { state: readState(state) }),
  };
}

function readState(text: string): ShownTaskState {
  const state = shownTaskStates.find((one) => one === text);
  if (state !== undefined) return state;
  const nearest = nearestName(text, shownTaskStates);
  const advice =
    nearest === undefined ? `one of ${shownTaskStates.join(', ')}` : `did you mean ${nearest}?`;
  throw new InvalidMessage(`'state' cannot be '${text}': ${advice}`);
}

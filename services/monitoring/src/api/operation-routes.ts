import { type Context, Hono } from 'hono';
import type { OperationQueries } from '../queries/operation-queries.ts';
import type { MonitoringQueries } from '../queries/queries.ts';
import type { Reference } from '../queries/references.ts';
import { type EventSources, pollEvents } from './event-poll.ts';
import { answerMissed } from './answer-reference.ts';
import { readEventSearch } from './search-values.ts';

export interface OperationSources extends Pick<EventSources, 'progress' | 'clock'> {
  readonly queries: Pick<MonitoringQueries, 'workflow' | 'task'>;
  readonly operations: OperationQueries;
  /** Answers those who wait. */
  readonly stopping: AbortSignal;
}

/**
 * For those who keep ATMS going; it changes nothing.
 *
 * `/api/agents` · `/api/agents/:ref` · `/api/deadletters?redriven=true` · `/api/events/search` with `workflow`, `task`,
 * `type`, `after`, `limit`, `last` and `waitMs` · `/api/events/:ref`, one event with its data.
 */
export function createOperationRoutes(sources: OperationSources): Hono {
  const { operations } = sources;
  const routes = new Hono();
  routes.get('/api/agents', async (context) => context.json({ agents: await operations.agents() }));
  routes.get('/api/agents/:ref', async (context) =>
    answer(context, await operations.agent(context.req.param('ref'))),
  );
  routes.get('/api/deadletters', async (context) => {
    const redriven = context.req.query('redriven') === 'true';
    return context.json({ deadLetters: await operations.deadLetters({ redriven }) });
  });
  routes.get('/api/events/search', async (context) => search(context, sources));
  routes.get('/api/events/:ref', async (context) =>
    answer(context, await operations.event(context.req.param('ref'))),
  );
  return routes;
}

function answer<Found extends object>(context: Context, reference: Reference<Found>): Response {
  return reference.kind === 'found'
    ? context.json(reference.found)
    : answerMissed(context, reference);
}

/** Those that are there; where there are none, those that come within `waitMs`. */
async function search(context: Context, sources: OperationSources): Promise<Response> {
  const { workflow, task, waitMs, ...wanted } = readEventSearch(context.req.query());
  const { queries, operations, progress, clock, stopping } = sources;
  const ofWorkflow = workflow === undefined ? undefined : await queries.workflow(workflow);
  if (ofWorkflow !== undefined && ofWorkflow.kind !== 'found')
    return answerMissed(context, ofWorkflow);
  const ofTask = task === undefined ? undefined : await queries.task(task);
  if (ofTask !== undefined && ofTask.kind !== 'found') return answerMissed(context, ofTask);
  const filter = {
    ...wanted,
    ...(ofWorkflow === undefined ? {} : { workflowId: ofWorkflow.found.workflowId }),
    ...(ofTask === undefined ? {} : { taskId: ofTask.found.taskId }),
  };
  const signal = AbortSignal.any([context.req.raw.signal, stopping]);
  const events = () => operations.searchEvents(filter);
  return context.json(await pollEvents({ events, progress, clock }, { ...filter, waitMs, signal }));
}

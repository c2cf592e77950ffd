import { answerProblem, answerWithProblems } from '@atms/platform/http';
import { type Context, Hono } from 'hono';
import type { MonitoringQueries } from '../queries/queries.ts';
import type { TaskDetail, TaskView, WorkflowDetail } from '../queries/views.ts';
import { answerFound } from './answer-reference.ts';
import { answerReport } from './answer-report.ts';
import { type EventSources, pollEvents } from './event-poll.ts';
import { addEventStream, type StreamSources } from './event-stream.ts';
import { createOperationRoutes, type OperationSources } from './operation-routes.ts';
import { type LogSources, taskLogs } from './task-logs.ts';
import { createTaskRoutes } from './task-routes.ts';
import { createWhyRoutes } from './why-routes.ts';
import { readEventPoll, readWholeNumber } from './request-values.ts';

export interface RouteSources
  extends
    LogSources,
    Pick<EventSources, 'progress' | 'clock'>,
    Pick<OperationSources, 'operations'>,
    Pick<StreamSources, 'streamLimits' | 'logHead' | 'log'> {
  readonly queries: MonitoringQueries;
  /** @throws Unavailable when the read models have stopped. */
  readonly assertRunning: () => void;
  /** Answers those who wait. */
  readonly stopping: AbortSignal;
}

/** What people and programs may look at. It changes nothing. Errors are RFC 9457 problems with a `code`. */
export function createRoutes(sources: RouteSources): Hono {
  const { queries, live } = sources;
  const app = answerWithProblems(new Hono());
  app.use('/api/*', async (_context, next) => {
    sources.assertRunning();
    await next();
  });
  app.get('/api/status', async (context) => {
    const status = await queries.status();
    return context.json({ ...status, running: status.running.map(withLive) });
  });
  app.get('/api/workflows', async (context) =>
    context.json({ workflows: await queries.workflows() }),
  );
  app.get('/api/workflows/:ref', async (context) =>
    answerFound(context, await queries.workflow(context.req.param('ref')), (workflow) =>
      context.json(workflowWithLive(workflow)),
    ),
  );
  app.get('/api/workflows/:ref/report', async (context) =>
    answerFound(context, await queries.report(context.req.param('ref')), (report) =>
      answerReport(context, report),
    ),
  );
  app.get('/api/tasks/:ref', async (context) =>
    answerFound(context, await queries.task(context.req.param('ref')), (task) =>
      context.json(withLive(task)),
    ),
  );
  app.get('/api/tasks/:ref/logs', async (context) =>
    answerFound(context, await queries.task(context.req.param('ref')), (task) =>
      answerLogs(context, task, sources),
    ),
  );
  app.get('/api/events', async (context) => {
    const poll = readEventPoll(context.req.query());
    const events = { events: queries.events, progress: sources.progress, clock: sources.clock };
    const signal = AbortSignal.any([context.req.raw.signal, sources.stopping]);
    return context.json(await pollEvents(events, { ...poll, signal }));
  });
  // Before the route of single events, which would take it for the name of one.
  addEventStream(app, sources);
  app.route('/', createOperationRoutes(sources));
  app.route('/', createTaskRoutes(queries));
  app.route('/', createWhyRoutes(queries));
  return app;

  function withLive<Task extends TaskView>(task: Task): Task {
    const said = task.state === 'running' ? live.view(task.taskId, task.attempt) : undefined;
    return said === undefined ? task : { ...task, live: said };
  }

  function workflowWithLive(workflow: WorkflowDetail): WorkflowDetail {
    return { ...workflow, tasks: workflow.tasks.map(withLive) };
  }
}

async function answerLogs(
  context: Context,
  task: TaskDetail,
  sources: LogSources,
): Promise<Response> {
  const wanted = context.req.query('attempt');
  const attempt = wanted === undefined ? undefined : readWholeNumber('attempt', wanted);
  const logs = await taskLogs(task, attempt, sources);
  if (logs !== undefined) return context.json(logs);
  return answerProblem(context, {
    status: 404,
    code: 'not-found',
    detail: `${task.planTaskId} has no attempt${wanted === undefined ? ' yet' : ` ${wanted}`}`,
  });
}

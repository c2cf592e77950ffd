import { Hono } from 'hono';
import type { MonitoringQueries } from '../queries/queries.ts';
import { answerFound } from './answer-reference.ts';

/** What waits, in which order, and why. */
export function createWhyRoutes(queries: Pick<MonitoringQueries, 'why' | 'queue'>): Hono {
  const app = new Hono();
  app.get('/api/queue', async (context) => context.json(await queries.queue()));
  app.get('/api/tasks/:ref/why', async (context) =>
    answerFound(context, await queries.why(context.req.param('ref')), (why) => context.json(why)),
  );
  return app;
}

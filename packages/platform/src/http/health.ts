import { Unavailable } from '@atms/eventsourcing';
import { Hono } from 'hono';
import { z } from 'zod';
import { answerProblem } from './answer-problem.ts';
import type { ApiPart } from './api-description.ts';

export interface Served {
  /** What answers once a request has passed the guards. */
  readonly app: Hono;
  /** Rejects while requests cannot be answered well. */
  readonly ready?: () => Promise<void>;
}

/** What anybody on this machine may ask: whether the process lives, and whether it can answer. */
export function addHealth(app: Hono, ready: Served['ready'] = () => Promise.resolve()): void {
  app.get('/livez', (context) => context.json({ status: 'live', pid: process.pid }));
  app.get('/readyz', async (context) => {
    await ready();
    return context.json({ status: 'ready' });
  });
}

/** What answers between listening and being ready. */
export function startingApp(): Served {
  const app = new Hono();
  const detail = 'This ATMS is starting';
  app.all('*', (context) => answerProblem(context, { status: 503, code: 'starting', detail }));
  return { app, ready: () => Promise.reject(new Unavailable(detail)) };
}

const live = z.object({ status: z.literal('live'), pid: z.int() });
const ready = z.object({ status: z.literal('ready') });

export const healthApi: ApiPart = {
  schemas: { Live: live, Ready: ready },
  operations: [
    {
      method: 'get',
      path: '/livez',
      operationId: 'live',
      summary: 'Whether the process lives, and which one it is',
      open: true,
      answers: { 'application/json': 'Live' },
      problems: [],
    },
    {
      method: 'get',
      path: '/readyz',
      operationId: 'ready',
      summary: 'Whether it can answer',
      open: true,
      answers: { 'application/json': 'Ready' },
      problems: [503],
    },
  ],
};

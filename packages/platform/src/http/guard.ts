import type { Context, MiddlewareHandler } from 'hono';
import { bearerAuth } from 'hono/bearer-auth';
import { createMiddleware } from 'hono/factory';
import { answerProblem } from './answer-problem.ts';

/**
 * Only requests that name this server by a loopback name: a page whose own host name was pointed at 127.0.0.1 (DNS
 * rebinding) sends that name. `port` is asked for on each request, because it is known only after listening.
 */
export function onlyOwnHost(port: () => number): MiddlewareHandler {
  return createMiddleware(async (context, next) => {
    const host = context.req.header('host')?.toLowerCase() ?? '';
    const names = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port()}`);
    if (!names.includes(host))
      return refuse(context, 'foreign-host', `This server is not called '${host}'`);
    return next();
  });
}

/** A browser names the page's origin; another page's requests are refused, whatever token it has. */
export const onlyOwnOrigin: MiddlewareHandler = createMiddleware(async (context, next) => {
  const { origin, host = '' } = context.req.header();
  if (origin === undefined || origin === `http://${host}`) return next();
  return refuse(context, 'foreign-origin', `Pages of '${origin}' may not ask this server`);
});

/** Everything after it needs the token. The comparison takes the same time wherever the two differ. */
export function onlyWithToken(token: string): MiddlewareHandler {
  return bearerAuth({ token });
}

function refuse(context: Context, code: string, detail: string): Response {
  return answerProblem(context, { status: 403, code, detail });
}

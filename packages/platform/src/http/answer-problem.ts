import { hasCode, messageOf } from '@atms/eventsourcing';
import type { Context, ErrorHandler, Hono, NotFoundHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type Problem, problemMediaType, problemText } from './problem.ts';

/** Statuses of the faults that have a code of their own; every other one is a bug and answered with 500. */
const statusOfCode: Readonly<Record<string, ContentfulStatusCode>> = {
  'invalid-message': 400,
  'not-found': 404,
  'revision-conflict': 409,
  refused: 502,
  unavailable: 503,
  'reader-too-old': 503,
};

export function answerProblem(
  context: Context,
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const sent = { ...headers, 'content-type': problemMediaType };
  return context.body(problemText(problem), problem.status, sent);
}

/** Errors, unknown paths and wrong methods of `app`, and of what is mounted in it, are answered as problems. */
export function answerWithProblems(app: Hono): Hono {
  return app.onError(onError).notFound(notFoundIn(app));
}

const onError: ErrorHandler = (error, context) => {
  if (error instanceof HTTPException) return answerException(context, error);
  return answerProblem(context, problemOf(error));
};

export function problemOf(error: unknown): Problem {
  const code = codeOf(error);
  return { status: statusOfCode[code] ?? 500, code, detail: messageOf(error) };
}

function notFoundIn(app: Hono): NotFoundHandler {
  return (context) => {
    const { method, path } = context.req;
    const allowed = methodsAt(app, path);
    if (allowed.length === 0) {
      const detail = `There is nothing at ${method} ${path}`;
      return answerProblem(context, { status: 404, code: 'no-such-path', detail });
    }
    const allow = allowed.join(', ');
    const detail = `${path} cannot be asked for with ${method}, only with ${allow}`;
    const problem: Problem = { status: 405, code: 'method-not-allowed', detail };
    return answerProblem(context, problem, { allow });
  };
}

/** Of routes, not of middleware, which stands at every method. */
function methodsAt(app: Hono, path: string): readonly string[] {
  const isRoute = (method: string) =>
    app.router.match(method, path)[0].some(([[, route]]) => route.method === method);
  const found = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter(isRoute);
  return found.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}

function answerException(context: Context, exception: HTTPException): Response {
  const challenge = exception.getResponse().headers.get('www-authenticate');
  if (challenge !== null) return answerUnauthorized(context, challenge);
  const { status, message } = exception;
  const code = status === 413 ? 'body-too-large' : 'bad-request';
  const detail = message === '' ? 'The request was refused' : message;
  return answerProblem(context, { status, code, detail });
}

/** One answer for no token, another scheme and a wrong token: nobody learns how near it was. */
function answerUnauthorized(context: Context, challenge: string): Response {
  const detail = 'This needs the token of the running ATMS';
  const problem: Problem = { status: 401, code: 'not-authorized', detail };
  return answerProblem(context, problem, { 'www-authenticate': challenge });
}

function codeOf(error: unknown): string {
  const known = Object.keys(statusOfCode).find((code) => hasCode(error, code));
  return known ?? 'internal-error';
}

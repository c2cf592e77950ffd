import { hasCode, messageOf } from '@atms/eventsourcing';
import type { Context, ErrorHandler, Hono, NotFoundHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** RFC 9457. `code` is stable and kebab-case; programs look at it, people read `detail`. */
export interface Problem {
  readonly status: ContentfulStatusCode;
  readonly code: string;
  readonly detail: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}

const titles: Readonly<Record<number, string>> = {
  400: 'The request does not fit',
  401: 'The token is missing or wrong',
  403: 'Not from here',
  404: 'Not found',
  409: 'Refused in the present state',
  413: 'The request is too large',
  502: 'Refused by something outside',
  503: 'Not available now',
};

/** Statuses of the faults that have a code of their own; every other one is a bug and answered with 500. */
const statusOfCode: Readonly<Record<string, ContentfulStatusCode>> = {
  'invalid-message': 400,
  'not-found': 404,
  'revision-conflict': 409,
  refused: 502,
  unavailable: 503,
  'reader-too-old': 503,
};

export function answerProblem(context: Context, problem: Problem): Response {
  const { status, code, detail, fields } = problem;
  const title = titles[status] ?? 'Something went wrong in ATMS';
  const body = {
    type: 'about:blank',
    title,
    status,
    code,
    detail,
    ...(fields === undefined ? {} : { fields }),
  };
  return context.body(JSON.stringify(body), status, { 'content-type': 'application/problem+json' });
}

/** Errors and unknown paths of `app`, and of what is mounted in it, are answered as problems. */
export function answerWithProblems(app: Hono): Hono {
  return app.onError(onError).notFound(onNotFound);
}

const onError: ErrorHandler = (error, context) => {
  if (error instanceof HTTPException) return answerException(context, error);
  const code = codeOf(error);
  const status = statusOfCode[code] ?? 500;
  return answerProblem(context, { status, code, detail: messageOf(error) });
};

const onNotFound: NotFoundHandler = (context) =>
  answerProblem(context, {
    status: 404,
    code: 'no-such-path',
    detail: `There is nothing at ${context.req.method} ${context.req.path}`,
  });

function answerException(context: Context, exception: HTTPException): Response {
  const challenge = exception.getResponse().headers.get('www-authenticate');
  if (challenge !== null) context.header('www-authenticate', challenge);
  const detail =
    exception.message === '' ? (titles[exception.status] ?? 'Refused') : exception.message;
  return answerProblem(context, {
    status: exception.status,
    code: exceptionCode(exception),
    detail,
  });
}

function exceptionCode({ status }: HTTPException): string {
  if (status === 401) return 'not-authorized';
  return status === 413 ? 'body-too-large' : 'bad-request';
}

function codeOf(error: unknown): string {
  const known = Object.keys(statusOfCode).find((code) => hasCode(error, code));
  return known ?? 'internal-error';
}

import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';

/** RFC 9457. `code` is stable and kebab-case; programs look at it, people read `detail` and do what `next` says. */
export interface Problem {
  readonly status: ContentfulStatusCode;
  readonly code: string;
  readonly detail: string;
  readonly next?: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}

export const problemMediaType = 'application/problem+json';

/** As it is sent. */
export const problemSchema = z
  .object({
    type: z.string().regex(/^urn:atms:problem:/),
    title: z.string(),
    status: z.int().min(400).max(599),
    code: z.string(),
    detail: z.string(),
    next: z.exactOptional(z.string()).describe('What to do about it'),
    fields: z.exactOptional(z.record(z.string(), z.unknown())),
  })
  .describe('RFC 9457; `code` is stable, `type` is the same as a URI');

const titles: Readonly<Record<number, string>> = {
  400: 'The request does not fit',
  401: 'The token is missing or wrong',
  403: 'Not from here',
  404: 'Not found',
  405: 'This cannot be done there',
  408: 'The request took too long',
  409: 'Refused in the present state',
  413: 'The request is too large',
  431: 'The headers are too large',
  502: 'Refused by something outside',
  503: 'Not available now',
};

/** What to do, where the code alone says it. */
const nextOf: Readonly<Record<string, string>> = {
  'not-authorized': "Send the token of .atms/server.json as 'Authorization: Bearer TOKEN'",
  'foreign-host': 'Ask for 127.0.0.1 or localhost, with the port',
  'foreign-origin': 'Ask from a program, or from a page of this server',
  'no-such-path': 'GET /openapi.json describes everything that there is',
  'no-such-command': 'GET /openapi.json describes every command',
  'method-not-allowed': 'Use one of the methods in the header Allow',
  'ambiguous-reference': 'Name one of the candidates',
  'position-beyond-end': 'Begin anew, without Last-Event-ID and with after=0',
  'revision-conflict': 'Look again and decide again',
  'request-timeout': 'Send the whole request at once',
  'headers-too-large': 'Send fewer or shorter headers',
  'too-many-streams': 'Close a stream, or try again later',
  starting: 'Try again in a moment: GET /readyz says when',
  unavailable: 'Try again later',
  'reader-too-old': 'Install the newer version of ATMS that wrote this',
  'internal-error': 'This is a bug: what led to it stands in .atms/atms.log',
};

export function problemText(problem: Problem): string {
  const { status, code, detail, fields, next = nextOf[code] } = problem;
  return JSON.stringify({
    type: `urn:atms:problem:${code}`,
    title: titles[status] ?? 'Something went wrong in ATMS',
    status,
    code,
    detail,
    ...(next === undefined ? {} : { next }),
    ...(fields === undefined ? {} : { fields }),
  });
}

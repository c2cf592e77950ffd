import type { CommandName, CommandPayload } from '@atms/contracts';
import { AtmsError, Unavailable } from '@atms/eventsourcing';
import { z } from 'zod';

/** How every command of the command line talks to ATMS, whichever process it is in. */
export interface AtmsClient {
  /** The answer's JSON, in the shape that the route promises. */
  get<Answer>(path: string): Promise<Answer>;
  text(path: string): Promise<string>;
  /** What was decided. @throws AtmsError with the rejection's code. */
  post<N extends CommandName>(name: N, payload: CommandPayload<N>): Promise<Decided>;
}

export interface Decided {
  /** Of the last event that the decision appended; 0 when there was nothing to append. */
  readonly position: number;
  readonly body: unknown;
}

/** Sends one request; resolves with any answer, rejects when there is none. */
export type Send = (path: string, request?: RequestInit) => Promise<Response>;

/** All faults are AtmsErrors: the server's problem with its code, or `unavailable` when nobody answers. */
export function createClient(send: Send): AtmsClient {
  const ask = async (path: string, request?: RequestInit) => {
    const response = await answerOf(send, path, request);
    if (!response.ok) throw await problemOf(response);
    return response;
  };
  return {
    get: async <Answer>(path: string) => (await (await ask(path)).json()) as Answer,
    text: async (path) => (await ask(path)).text(),
    post: async (name, payload) => {
      const response = await ask(`/api/commands/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(payload),
      });
      return decided.parse(await response.json());
    },
  };
}

const decided = z.object({ position: z.number(), body: z.unknown() });

async function answerOf(send: Send, path: string, request?: RequestInit): Promise<Response> {
  try {
    return await send(path, request);
  } catch (cause) {
    throw new Unavailable('The ATMS process that holds the data directory does not answer', cause);
  }
}

const problem = z.object({
  code: z.string(),
  detail: z.string(),
  fields: z.exactOptional(z.record(z.string(), z.unknown())),
});

async function problemOf(response: Response): Promise<AtmsError> {
  const body: unknown = await response.json().catch(() => undefined);
  const read = problem.safeParse(body);
  if (!read.success)
    return new AtmsError('bad-answer', `ATMS answered with ${response.status} and no reason`);
  const { code, detail, fields } = read.data;
  return new AtmsError(code, detail, fields === undefined ? {} : { fields });
}

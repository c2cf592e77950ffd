import { setTimeout as wait } from 'node:timers/promises';
import { AtmsError, hasCode } from '@atms/eventsourcing';
import type { Logger } from '@atms/eventsourcing';
import type { Config } from '@atms/platform/config';
import { answerWithProblems, findLiveServer } from '@atms/platform/http';
import type { ServerAddress } from '@atms/platform/http';
import { createClient } from './client.ts';
import type { AtmsClient } from './client.ts';
import type { OpenAtmsHere } from './compose.ts';
import type { Home } from './data-directory.ts';
import { serve } from './serve.ts';

export interface OpenClientOptions extends Pick<Home, 'dataDirectory'> {
  readonly config: Config;
  /** True: carry work out and let other terminals in. False: only answer queries and commands. */
  readonly act: boolean;
  readonly log: Logger;
  readonly openAtms: OpenAtmsHere;
}

export interface Access {
  readonly client: AtmsClient;
  /** The process that holds the data directory, when it is another one. */
  readonly holder?: ServerAddress;
  close(): Promise<void>;
}

/** A starting or ending holder is between its lock and its server.json only for moments. */
const patience = { totalMs: 10_000, everyMs: 100 } as const;

/**
 * The way to ATMS: the process that holds the data directory, or this one when nobody does.
 * @throws AtmsError `data-directory-held` when its holder does not answer.
 */
export async function openClient(options: OpenClientOptions): Promise<Access> {
  const giveUpAt = performance.now() + patience.totalMs;
  for (;;) {
    const holder = await findLiveServer(options.dataDirectory);
    if (holder !== undefined) return throughHolder(holder);
    try {
      return await openHere(options);
    } catch (error) {
      if (!hasCode(error, 'data-directory-held')) throw error;
      // By the clock: one that hangs takes its time with every question.
      if (performance.now() > giveUpAt) throw heldBySilent(options.dataDirectory, error);
      await wait(patience.everyMs);
    }
  }
}

function throughHolder(holder: ServerAddress): Access {
  return { client: clientOf(holder), holder, close: () => Promise.resolve() };
}

export function clientOf({ url, token }: ServerAddress): AtmsClient {
  return createClient((path, request = {}) => {
    const headers = new Headers(request.headers);
    headers.set('authorization', `Bearer ${token}`);
    return fetch(`${url}${path}`, { ...request, headers });
  });
}

async function openHere(options: OpenClientOptions): Promise<Access> {
  const { dataDirectory, config, act, log } = options;
  const atms = await options.openAtms({ dataDirectory, config, act, log });
  answerWithProblems(atms.app);
  // Relative addresses do not exist for a Request; the name is never looked up.
  const client = createClient(async (path, request) =>
    atms.app.request(`http://atms.local${path}`, request),
  );
  if (!act) return { client, close: atms.close };
  const serving = await serve(atms.app, dataDirectory).catch(async (error: unknown) => {
    await atms.close();
    throw error;
  });
  return {
    client,
    // First the address goes, so that nobody is sent to a process that is ending.
    close: () => serving.close().then(atms.close),
  };
}

function heldBySilent(dataDirectory: string, cause: unknown): AtmsError {
  return new AtmsError(
    'data-directory-held',
    `Another process holds ${dataDirectory} and does not answer. Wait for it or end it, then try again; 'doctor' says which one it is`,
    { cause },
  );
}

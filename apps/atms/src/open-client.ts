import { setTimeout as wait } from 'node:timers/promises';
import { AtmsError, hasCode } from '@atms/eventsourcing';
import type { Logger } from '@atms/eventsourcing';
import type { Config } from '@atms/platform/config';
import { answerWithProblems, findLiveServer, readServerFile } from '@atms/platform/http';
import type { ServerAddress } from '@atms/platform/http';
import { createClient } from './client.ts';
import type { AtmsClient } from './client.ts';
import type { OpenAtmsHere } from './compose.ts';
import type { Home } from './data-directory.ts';
import { listen } from './serve.ts';
import type { Listening } from './serve.ts';

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
  return openPatiently(options, { throughHolder, here: () => openHere(options) });
}

export interface OpenServerOptions extends Omit<OpenClientOptions, 'act'> {
  /** 0: any free one. */
  readonly port: number;
}

export interface OwnAccess extends Access {
  readonly url: string;
}

/**
 * Holds the data directory and serves it at the port, which is taken first: work that nobody could look at is not begun.
 * @throws AtmsError `data-directory-held`, `cannot-listen`
 */
export async function openServer(options: OpenServerOptions): Promise<OwnAccess> {
  return openPatiently(options, {
    throughHolder(holder) {
      throw heldBy(options.dataDirectory, holder);
    },
    here: async () => {
      const listening = await listen(options.port);
      try {
        return { ...(await openHere({ ...options, act: true }, listening)), url: listening.url };
      } catch (error) {
        await listening.close();
        throw error;
      }
    },
  });
}

interface Ways<Opened> {
  readonly throughHolder: (holder: ServerAddress) => Opened;
  readonly here: () => Promise<Opened>;
}

async function openPatiently<Opened>(
  { dataDirectory }: Pick<OpenClientOptions, 'dataDirectory'>,
  ways: Ways<Opened>,
): Promise<Opened> {
  const giveUpAt = performance.now() + patience.totalMs;
  for (;;) {
    const holder = await findLiveServer(dataDirectory);
    if (holder !== undefined) return ways.throughHolder(holder);
    try {
      return await ways.here();
    } catch (error) {
      if (!hasCode(error, 'data-directory-held')) throw error;
      // By the clock: one that hangs takes its time with every question.
      if (performance.now() > giveUpAt) throw await heldBySilent(dataDirectory, error);
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

/** Answers in this process; with `act` it also carries work out and lets other terminals in, at `listening`. */
async function openHere(options: OpenClientOptions, listening?: Listening): Promise<Access> {
  const { dataDirectory, config, act, log } = options;
  const atms = await options.openAtms({ dataDirectory, config, act, log });
  answerWithProblems(atms.app);
  // Relative addresses do not exist for a Request; the name is never looked up.
  const client = createClient(async (path, request) =>
    atms.app.request(`http://atms.local${path}`, request),
  );
  if (!act) return { client, close: atms.close };
  try {
    const served = listening ?? (await listen(0));
    await served.serve(atms, dataDirectory);
    return { client, close: () => served.close().then(atms.close) };
  } catch (error) {
    await atms.close();
    throw error;
  }
}

function heldBy(dataDirectory: string, { pid, url, startedAt }: ServerAddress): AtmsError {
  return new AtmsError(
    'data-directory-held',
    `Process ${pid} holds ${dataDirectory} since ${startedAt} and serves it at ${url}. ` +
      `Use that one, or end it (kill ${pid}) and try again`,
    { fields: { pid, url, startedAt } },
  );
}

async function heldBySilent(dataDirectory: string, cause: unknown): Promise<AtmsError> {
  const left = await readServerFile(dataDirectory);
  const who =
    left === undefined
      ? 'Another process holds'
      : `Process ${left.pid}, there since ${left.startedAt}, or another one holds`;
  return new AtmsError(
    'data-directory-held',
    `${who} ${dataDirectory} and does not answer. Wait for it or end it, then try again; 'doctor' says which one it is`,
    { cause },
  );
}

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AtmsError, messageOf } from '@atms/eventsourcing';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { limitedBody, onlyOwnHost, onlyOwnOrigin, onlyWithToken } from './guard.ts';
import { answerWithProblems } from './problem.ts';

export interface HttpServerOptions {
  /** What answers once a request has passed the guards. */
  readonly app: Hono;
  /** Loopback only: the guards accept no other name. */
  readonly host: '127.0.0.1';
  /** 0: any free one. */
  readonly port: number;
  readonly token: string;
}

export interface HttpServer {
  /** Such as `http://127.0.0.1:4680`. */
  readonly url: string;
  /** Answers that are under way get `graceMs` to end; then their connections are cut. */
  close(graceMs?: number): Promise<void>;
}

/** How long a client may take to send a request; how long we take to answer is not limited (long polling). */
const timeLimits = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 5_000,
} as const;
const defaultGraceMs = 500;

/**
 * Serves `app` to programs of this machine that know the token. `/livez` alone needs none and says whose it is.
 * @throws AtmsError `cannot-listen` when the port is taken or not allowed.
 */
export async function openHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const server = createServer({ ...timeLimits, maxHeaderSize: 16 * 1024 });
  const guarded = guardedApp(options, () => portOf(server));
  const answer = getRequestListener(guarded.fetch, { overrideGlobalObjects: false });
  server.on('request', (incoming, outgoing) => void answer(incoming, outgoing));
  await listen(server, options);
  return {
    url: `http://${options.host}:${portOf(server)}`,
    close: (graceMs = defaultGraceMs) => close(server, graceMs),
  };
}

function guardedApp({ app, token }: HttpServerOptions, port: () => number): Hono {
  const outer = answerWithProblems(new Hono());
  outer.use(onlyOwnHost(port), onlyOwnOrigin);
  outer.get('/livez', (context) => context.json({ status: 'live', pid: process.pid }));
  outer.use(onlyWithToken(token), limitedBody);
  outer.route('/', app);
  return outer;
}

async function listen(server: Server, { host, port }: HttpServerOptions): Promise<void> {
  server.listen({ host, port, exclusive: true });
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new AtmsError('cannot-listen', `Cannot listen on ${host}:${port}: ${messageOf(cause)}`, {
      cause,
      fields: { host, port },
    });
  }
}

async function close(server: Server, graceMs: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
}

function portOf(server: Server): number {
  const address = server.address();
  return isAddress(address) ? address.port : 0;
}

function isAddress(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

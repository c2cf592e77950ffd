import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AtmsError, messageOf } from '@atms/eventsourcing';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { answerWithProblems } from './answer-problem.ts';
import { onlyOwnHost, onlyOwnOrigin, onlyWithToken } from './guard.ts';
import { addHealth, type Served, startingApp } from './health.ts';
import { limitedBody } from './limited-body.ts';
import { problemMediaType, problemText } from './problem.ts';
import { answerRefusedBytes } from './refused-bytes.ts';

export interface HttpServerOptions {
  /** Loopback only: the guards accept no other name. */
  readonly host: '127.0.0.1';
  /** 0: any free one. */
  readonly port: number;
  readonly token: string;
  /** How long a client may take to send a request; how long we take to answer is not limited (long polling). */
  readonly timeLimits?: Readonly<Partial<Record<keyof typeof timeLimits, number>>>;
}

export interface HttpServer {
  /** Such as `http://127.0.0.1:4680`. */
  readonly url: string;
  /** Before it, everything but `/livez` is answered with 503. */
  serve(served: Served): void;
  /** Answers that are under way get `graceMs` to end; then their connections are cut. */
  close(graceMs?: number): Promise<void>;
}

const timeLimits = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 5_000,
} as const satisfies Readonly<Record<string, number>>;
/** The guard answers a request without a Host, as a problem. */
const sizeLimits = { maxHeaderSize: 16 * 1024, requireHostHeader: false } as const;
const mostConnections = 512;
const defaultGraceMs = 500;

/**
 * Listens for programs of this machine that know the token. `/livez` and `/readyz` alone need none.
 * @throws AtmsError `cannot-listen` when the port is taken or not allowed.
 */
export async function openHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const server = createServer({ ...timeLimits, ...options.timeLimits, ...sizeLimits });
  server.maxConnections = mostConnections;
  const closing = new AbortController();
  const listenerOf = (served: Served) => {
    const { fetch } = guardedApp(served, { ...options, port: () => portOf(server) });
    return getRequestListener(
      (request, connection) => fetch(request, { ...connection, closing: closing.signal }),
      { overrideGlobalObjects: false, errorHandler: answerBadAddress },
    );
  };
  let answer = listenerOf(startingApp());
  server.on('request', (incoming, outgoing) => void answer(incoming, outgoing));
  answerRefusedBytes(server);
  await listen(server, options);
  return {
    url: `http://${options.host}:${portOf(server)}`,
    serve(served) {
      answer = listenerOf(served);
    },
    close(graceMs = defaultGraceMs) {
      closing.abort();
      return close(server, graceMs);
    },
  };
}

function guardedApp(
  { app, ready }: Served,
  { token, port }: { readonly token: string; readonly port: () => number },
): Hono {
  const outer = answerWithProblems(new Hono());
  outer.use(onlyOwnHost(port), onlyOwnOrigin);
  addHealth(outer, ready);
  outer.use(onlyWithToken(token), limitedBody);
  outer.route('/', app);
  return outer;
}

/** A Host or a path that no URL can be made of. */
function answerBadAddress(error: unknown): Response {
  const detail = `The address of the request cannot be read: ${messageOf(error)}`;
  const body = problemText({ status: 400, code: 'bad-request', detail });
  return new Response(body, { status: 400, headers: { 'content-type': problemMediaType } });
}

async function listen(
  server: Server,
  { host, port }: Pick<HttpServerOptions, 'host' | 'port'>,
): Promise<void> {
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

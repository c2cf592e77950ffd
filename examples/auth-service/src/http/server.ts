import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { HttpProblem } from './problem.ts';
import type { Reply, Request, Router } from './router.ts';

/** The router behind node's HTTP server. A fault is answered with 500 and no detail. */
export function createHttpServer(router: Router): Server {
  return createServer(async (incoming, outgoing) => {
    try {
      send(outgoing, await router.handle(await readRequest(incoming)));
    } catch (error) {
      send(outgoing, problemReply(error));
    }
  });
}

async function readRequest(incoming: IncomingMessage): Promise<Request> {
  const url = new URL(incoming.url ?? '/', 'http://service');
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    params: {},
    query: url.searchParams,
    headers: incoming.headers,
    body: parseBody(await readText(incoming), incoming.headers['content-type'] ?? ''),
    ip: incoming.socket.remoteAddress ?? '',
  };
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parseBody(text: string, contentType: string): Record<string, unknown> {
  if (text === '') return {};
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch {
    // Falls through: text that is no JSON and JSON that is no object are the same mistake.
  }
  throw new HttpProblem(400, 'bad-body', 'The body must be a JSON object or a form');
}

function problemReply(error: unknown): Reply {
  if (error instanceof HttpProblem) {
    return { status: error.status, body: { error: error.code, message: error.message } };
  }
  console.error(error);
  return { status: 500, body: { error: 'fault', message: 'Something went wrong here' } };
}

function send(outgoing: ServerResponse, reply: Reply): void {
  const isText = typeof reply.body === 'string';
  outgoing.writeHead(reply.status, {
    ...(isText || reply.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...reply.headers,
  });
  outgoing.end(isText ? reply.body : JSON.stringify(reply.body));
}

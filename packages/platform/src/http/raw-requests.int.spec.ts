import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Hono } from 'hono';
import { openHttpServer } from './http-server.ts';
import type { HttpServer } from './http-server.ts';
import { problemSchema } from './problem.ts';

const token = 'correct-horse-battery-staple';

describe('bytes that fetch would never send', () => {
  let server: HttpServer;

  beforeEach(async () => {
    const timeLimits = {
      headersTimeout: 50,
      requestTimeout: 50,
      connectionsCheckingInterval: 20,
      keepAliveTimeout: 50,
    };
    server = await openHttpServer({ host: '127.0.0.1', port: 0, token, timeLimits });
  });
  afterEach(() => server.close(0));

  it.each([
    ['headers that are too large', `GET / HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['what is no HTTP', 'HELLO\r\n\r\n', 400],
    ['a request without a Host', 'GET /livez HTTP/1.1\r\n\r\n', 400],
    ['a Host that is no name', 'GET /livez HTTP/1.1\r\nhost: a b\r\n\r\n', 400],
    ['headers that never end', 'GET /livez HTTP/1.1\r\nhost: ', 408],
  ])('are answered with a problem and the end of the connection: %s', async (_, bytes, status) => {
    const answer = await send(server, bytes);
    expect(answer.head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer.head).toMatch(/content-type: application\/problem\+json/i);
    expect(problemSchema.parse(answer.body)).toMatchObject({ status });
  });

  it('say before anything can be answered that it is starting', async () => {
    const { host } = new URL(server.url);
    const ask = (path: string) =>
      send(server, `GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n${bearer}\r\n`);
    expect((await ask('/livez')).body).toMatchObject({ status: 'live' });
    expect((await ask('/readyz')).body).toMatchObject({ code: 'unavailable' });
    expect((await ask('/api/status')).body).toMatchObject({ code: 'starting' });
    server.serve({ app: new Hono() });
    expect((await ask('/readyz')).body).toEqual({ status: 'ready' });
    expect((await ask('/api/status')).body).toMatchObject({ code: 'no-such-path' });
  });
});

const bearer = `authorization: Bearer ${token}\r\n`;

async function send(server: HttpServer, bytes: string) {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => (text += part));
  socket.on('error', () => undefined);
  socket.write(bytes);
  await once(socket, 'close');
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const parsed: unknown = JSON.parse(body);
  return { head, body: parsed };
}

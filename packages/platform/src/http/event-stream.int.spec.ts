import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { Unavailable } from '@atms/eventsourcing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Hono } from 'hono';
import { createSystemClock } from '../lifecycle/index.ts';
import { answerEventStream } from './event-stream.ts';
import { openHttpServer } from './http-server.ts';
import type { HttpServer } from './http-server.ts';

const token = 'correct-horse-battery-staple';
const pieceBytes = 64 * 1024;
/** More than the kernel takes for a connection, and more than may be in memory for one. */
const mostPieces = 1_000;

describe('a stream of events', () => {
  let server: HttpServer;
  let made: number;
  let ended: Promise<void>;
  let errors: unknown[];

  beforeEach(async () => {
    server = await openHttpServer({ host: '127.0.0.1', port: 0, token });
    made = 0;
    errors = [];
    const onError = (error: unknown) => errors.push(error);
    const app = new Hono();
    ended = new Promise((onEnd) => {
      const options = { clock: createSystemClock(), stallMs: 300, onEnd, onError };
      app.get('/many', (context) => answerEventStream(context, { ...options, pieces: many }));
      app.get('/idle', (context) => answerEventStream(context, { ...options, pieces: idle }));
      app.get('/fails', (context) => answerEventStream(context, { ...options, pieces: fails }));
    });
    server.serve({ app });
  });
  afterEach(() => server.close(0));

  async function* many(): AsyncGenerator<string> {
    for (; made < mostPieces; made++) yield 'x'.repeat(pieceBytes);
  }

  it('cuts off a reader that takes nothing, and makes nothing ahead of it', async () => {
    const socket = await ask(server, '/many');
    socket.pause();
    await ended;
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThan(mostPieces / 2);
    // Whoever is cut off may see a reset instead of an end.
    const closed = new Promise((resolve) => socket.once('error', resolve).once('close', resolve));
    socket.resume();
    if (!socket.destroyed) await closed;
  });

  it('is read to its end by who takes it', async () => {
    const socket = await ask(server, '/many');
    let bytes = 0;
    socket.on('data', (part: Buffer) => (bytes += part.length));
    await ended;
    expect(made).toBe(mostPieces);
    socket.destroy();
    expect(bytes).toBeGreaterThan(0);
  });

  it('ends when its reader goes', async () => {
    const socket = await ask(server, '/idle');
    await once(socket, 'data');
    socket.destroy();
    await ended;
  });

  it('says why when its source fails, ends, and tells the failure once', async () => {
    const socket = await ask(server, '/fails');
    let text = '';
    socket.setEncoding('utf8').on('data', (part: string) => (text += part));
    await ended;
    while (!text.endsWith('\r\n0\r\n\r\n')) await once(socket, 'data');
    socket.destroy();
    const [, said = ''] = /event: error\ndata: (.*)\n\n/.exec(text) ?? [];
    expect(JSON.parse(said)).toMatchObject({ status: 503, code: 'unavailable' });
    expect(errors).toEqual([outage]);
  });

  it('ends when the server ends', async () => {
    const socket = await ask(server, '/idle');
    let text = '';
    socket.setEncoding('utf8').on('data', (part: string) => (text += part));
    await once(socket, 'data');
    await server.close();
    await ended;
    if (!socket.closed) await once(socket, 'close');
    // The last chunk of an answer that is whole.
    expect(text.endsWith('\r\n0\r\n\r\n')).toBe(true);
  });
});

const outage = new Unavailable('The read models have stopped');

async function* fails(): AsyncGenerator<string> {
  yield ': hello\n\n';
  await Promise.reject(outage);
}

/** Says one thing and waits for the end. */
async function* idle(signal: AbortSignal): AsyncGenerator<string> {
  yield ': hello\n\n';
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

async function ask(server: HttpServer, path: string): Promise<Socket> {
  const { host, port } = new URL(server.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${token}\r\n\r\n`);
  return socket;
}

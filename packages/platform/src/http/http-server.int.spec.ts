import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Unavailable } from '@atms/eventsourcing';
import { Hono } from 'hono';
import { openHttpServer } from './http-server.ts';
import type { HttpServer } from './http-server.ts';
import { maxBodyBytes } from './limited-body.ts';

const token = 'correct-horse-battery-staple';

describe('the http server', () => {
  let server: HttpServer;
  let answered: string[];

  beforeEach(async () => {
    answered = [];
    server = await openHttpServer({ host: '127.0.0.1', port: 0, token });
    server.serve({ app: sample(answered) });
  });
  afterEach(() => server.close(0));

  it('answers a request with its token', async () => {
    const answer = await ask(server, { path: '/api/greeting' });
    expect(answer).toMatchObject({ status: 200, body: { hello: 'world' } });
  });

  it.each([
    ['without a token', { authorization: '' }],
    ['with another token', { authorization: `Bearer ${token}x` }],
    ['with the token in another scheme', { authorization: `Basic ${token}` }],
  ])('lets nothing through %s', async (_, headers) => {
    const answer = await ask(server, { path: '/api/greeting', headers });
    expect(answer).toMatchObject({ status: 401, body: { code: 'not-authorized' } });
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answered).toEqual([]);
  });

  it('asks for a bearer token when there is none', async () => {
    const answer = await ask(server, { path: '/api/greeting', headers: { authorization: '' } });
    expect(answer).toMatchObject({ status: 401, body: { code: 'not-authorized' } });
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
  });

  it.each([
    'atms.example',
    'atms.example:80',
    'localhost',
    'localhost:1',
    '127.0.0.1.atms.example',
  ])('refuses a request for the foreign host %s, token or not', async (host) => {
    const answer = await ask(server, { path: '/api/greeting', headers: { host } });
    expect(answer).toMatchObject({ status: 403, body: { code: 'foreign-host' } });
    expect(answered).toEqual([]);
  });

  it('answers to the name localhost with its port', async () => {
    const host = new URL(server.url).host.replace('127.0.0.1', 'LocalHost');
    expect(await ask(server, { path: '/api/greeting', headers: { host } })).toMatchObject({
      status: 200,
    });
  });

  it.each(['https://atms.example', 'null', 'http://127.0.0.1'])(
    'refuses the page of the foreign origin %s',
    async (origin) => {
      const answer = await ask(server, { path: '/api/greeting', headers: { origin } });
      expect(answer).toMatchObject({ status: 403, body: { code: 'foreign-origin' } });
      expect(answered).toEqual([]);
    },
  );

  it('answers a page of its own origin', async () => {
    const answer = await ask(server, { path: '/api/greeting', headers: { origin: server.url } });
    expect(answer.status).toBe(200);
  });

  it.each([true, false])(
    'refuses a body that is too large, its length named: %s',
    async (named) => {
      const body = Buffer.alloc(maxBodyBytes + 1, 'x');
      const headers = named ? { 'content-length': String(body.length) } : {};
      const answer = await ask(server, { path: '/api/echo', method: 'POST', headers, body });
      expect(answer).toMatchObject({ status: 413, body: { code: 'body-too-large' } });
      expect(answered).toEqual([]);
    },
  );

  it.each([true, false])(
    'takes a body of exactly the limit, its length named: %s',
    async (named) => {
      const body = Buffer.alloc(maxBodyBytes, 'x');
      const headers = named ? { 'content-length': String(body.length) } : {};
      const answer = await ask(server, { path: '/api/echo', method: 'POST', headers, body });
      expect(answer).toMatchObject({ status: 200, body: { bytes: maxBodyBytes } });
    },
  );

  it('says without a token that it lives, and as which process', async () => {
    const answer = await ask(server, { path: '/livez', headers: { authorization: '' } });
    expect(answer).toMatchObject({ status: 200, body: { status: 'live', pid: process.pid } });
  });

  it('answers unknown paths and faults as problems', async () => {
    expect(await ask(server, { path: '/api/nothing' })).toMatchObject({
      status: 404,
      body: { code: 'no-such-path', status: 404 },
    });
    expect(await ask(server, { path: '/api/outage' })).toMatchObject({
      status: 503,
      body: { code: 'unavailable', detail: 'The log does not answer' },
    });
  });

  it('answers a method that is not there with those that are', async () => {
    const answer = await ask(server, { path: '/api/greeting', method: 'DELETE' });
    expect(answer).toMatchObject({ status: 405, body: { code: 'method-not-allowed' } });
    expect(answer.headers['allow']).toBe('GET, HEAD');
    expect(await ask(server, { path: '/livez', method: 'POST' })).toMatchObject({ status: 405 });
  });

  it('closes although a client keeps its request open', async () => {
    const hanging = connect(Number(new URL(server.url).port), '127.0.0.1');
    await new Promise((resolve) => hanging.once('connect', resolve));
    const ended = new Promise((resolve) => hanging.once('close', resolve));
    hanging.write('GET /api/greeting HTTP/1.1\r\n');
    hanging.resume().on('error', () => undefined);
    await server.close(0);
    await ended;
  });

  it('says which port is taken', async () => {
    const port = Number(new URL(server.url).port);
    const second = openHttpServer({ host: '127.0.0.1', port, token });
    await expect(second).rejects.toMatchObject({ code: 'cannot-listen', fields: { port } });
  });
});

function sample(answered: string[]): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    if (context.res.ok) answered.push(context.req.path);
  });
  app.get('/api/greeting', (context) => context.json({ hello: 'world' }));
  app.post('/api/echo', async (context) =>
    context.json({ bytes: (await context.req.text()).length }),
  );
  app.get('/api/outage', () => {
    throw new Unavailable('The log does not answer');
  });
  return app;
}

interface Question {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** By node:http, because fetch does not let the caller choose the Host header. */
function ask(server: HttpServer, question: Question): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}`, ...question.headers };
  const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
  return new Promise((resolve, reject) => {
    const url = `${server.url}${question.path}`;
    const asked = request(url, { method: question.method ?? 'GET', headers: sent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    });
    asked.on('error', reject);
    asked.end(question.body);
  });
}

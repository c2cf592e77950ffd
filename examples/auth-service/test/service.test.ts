import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '../src/config.ts';
import { startApp } from './support.ts';

test('GET /health answers when the service is up', async (t) => {
  const { send } = await startApp(t);
  const answer = await send('GET', '/health');
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.body, { status: 'up' });
});

test('an unknown path is answered with 404 and a stable code', async (t) => {
  const { send } = await startApp(t);
  const answer = await send('GET', '/nowhere');
  assert.equal(answer.status, 404);
  assert.equal(answer.body.error, 'not-found');
});

test('a body that is no object is refused', async (t) => {
  const { send } = await startApp(t);
  assert.equal((await send('POST', '/health', { body: 'text' })).body.error, 'bad-body');
});

test('a short token secret stops the start', () => {
  assert.throws(() => loadConfig({ TOKEN_SECRET: 'short' }), /TOKEN_SECRET/);
});

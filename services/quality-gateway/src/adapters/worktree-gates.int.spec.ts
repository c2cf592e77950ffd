import { openedPerTest } from '@atms/testkit';
import { expect, it } from 'vitest';
import { createGatewayBench } from '../testing/gateway-bench.ts';

const opened = openedPerTest(createGatewayBench);

const venv = (answer: string) =>
  `mkdir -p .venv/bin && printf '#!/bin/sh\\n${answer}\\n' >.venv/bin/own-python && chmod +x .venv/bin/own-python`;

it('programs that the environment of a checkout was prepared with are there for its gates', async () => {
  const bench = await opened();
  const checks = [{ name: 'own', run: 'own-python' }];
  await bench.task('T1', { checks, prepare: venv('exit 0') });
  await bench.startGateway();
  await bench.happened('task.executed', await bench.work({ 'b.txt': '' }));
  expect(await bench.until('validation.result')).toMatchObject([{ verdict: 'passed' }]);
});

it('programs that a commit brings along judge nothing', async () => {
  const bench = await opened();
  const checks = [{ name: 'own', run: 'own-python' }];
  await bench.task('T1', { checks, prepare: 'chmod +x .venv/bin/own-python' });
  await bench.startGateway();
  const base = await bench.commit({ '.venv/bin/own-python': '#!/bin/sh\nexit 0\n' });
  await bench.happened('task.executed', await bench.work({ 'b.txt': '' }, { base }));
  expect(await bench.until('validation.result')).toMatchObject([{ verdict: 'error' }]);
});

it('a project whose only test tool is not there stays unproven, whatever else passes', async () => {
  const bench = await opened();
  await bench.task('T1', { checks: 'found', prepare: 'true' });
  await bench.startGateway();
  const manifest = { scripts: { lint: 'node --version' }, devDependencies: { jest: '30' } };
  const files = { 'package.json': JSON.stringify(manifest) };
  await bench.happened('task.executed', await bench.work(files));
  const [result] = await bench.until('validation.result');
  expect(result?.verdict).toBe('unproven');
  const [, , tests, lint] = result?.gates ?? [];
  expect(lint).toMatchObject({ gate: 'lint', status: 'passed' });
  expect(Object.keys(tests ?? {})).toEqual(['gate', 'status', 'durationMs', 'findings', 'reason']);
  expect(tests?.reason).toContain('not installed: jest is not in node_modules');
});

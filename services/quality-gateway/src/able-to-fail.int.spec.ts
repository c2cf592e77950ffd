/** Promise 2: tests of which nobody could see whether they fail without the work are no proof of it. */
import type { TaskSpec } from '@atms/contracts';
import { openedPerTest } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import type { Result } from './projections/gateway-view.ts';
import { createGatewayBench } from './testing/gateway-bench.ts';

const opened = openedPerTest(createGatewayBench);
const promising: Partial<TaskSpec> = { category: 'feature', checks: ['test'] };
const script = (test: string) => JSON.stringify({ scripts: { test } });

/** What becomes of work on this base. */
async function resultOf(
  base: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>>,
  task: Partial<TaskSpec> = {},
): Promise<Result | undefined> {
  const bench = await opened();
  const from = await bench.commit(base);
  await bench.task('T1', { ...promising, ...task });
  await bench.startGateway();
  await bench.happened('task.executed', await bench.work(files, { base: from }));
  const [result] = await bench.until('validation.result');
  return result;
}

const shownBy = (result: Result | undefined) =>
  result?.gates.find(({ gate }) => gate === 'able-to-fail');

describe('tests that could not be run without the change', () => {
  /** The runner is what is missing: with or without tests, the base cannot start it. */
  const checks = [{ name: 'test', run: 'test -e runner || exit 127' }];
  const files = { runner: '', 'test/a.sh': '' };

  it('leave what was promised unproven, and say why', async () => {
    const result = await resultOf({}, files, { checks });
    expect(shownBy(result)).toMatchObject({
      status: 'skipped',
      reason: 'the tests could not be run without the change, so nothing shows it',
    });
    expect(result?.verdict).toBe('unproven');
  });

  it('are run again before that is said', async () => {
    const atFirst = 'test -e a.sh && exit 0; test -e test/a.sh || exit 127';
    const run = `${atFirst}; mkdir ../tried || exit 1; exit 127`;
    const task = { checks: [{ name: 'test', run }] };
    const result = await resultOf({}, { 'a.sh': '', 'test/a.sh': '' }, task);
    expect(shownBy(result)?.status).toBe('passed');
  });

  it('are no reason to doubt what promised nothing', async () => {
    const result = await resultOf({}, files, { checks, category: 'refactoring' });
    expect(result?.verdict).toBe('passed');
    const unsaid = await resultOf({}, files, { checks, category: 'other' });
    expect(shownBy(unsaid)?.reason).toContain('could not be run without the change');
    expect(unsaid?.verdict).toBe('passed');
  });
});

describe('tests that fail without the change', () => {
  it('are those that fail without its code, where the base cannot be prepared', async () => {
    const base = { 'package.json': script('node --test') };
    const files = {
      'lock.json': '{}',
      'new.js': 'exports.one = 1;\n',
      'test/new.test.js':
        "const { test } = require('node:test');\ntest('is one', () => { if (require('../new.js').one !== 1) throw new Error('not one'); });\n",
    };
    const prepare = 'test -e lock.json';
    const result = await resultOf(base, files, { prepare });
    expect(shownBy(result)?.status).toBe('passed');
    expect(result?.verdict).toBe('passed');
    const vacuous = {
      ...files,
      'test/new.test.js': "require('node:test').test('is', () => {});\n",
    };
    const unshown = await resultOf(base, vacuous, { prepare });
    expect(shownBy(unshown)?.status).toBe('skipped');
    expect(unshown?.verdict).toBe('unproven');
  });

  it('are those that import what only the change brings along', async () => {
    const base = { 'package.json': script('node --test') };
    const result = await resultOf(base, {
      'new.js': 'module.exports = () => 1;\n',
      'test/new.test.js':
        "const { test } = require('node:test');\nconst one = require('../new.js');\ntest('is one', () => { if (one() !== 1) throw new Error('not one'); });\n",
    });
    expect(shownBy(result)?.status).toBe('passed');
    expect(result?.verdict).toBe('passed');
  });

  it('are those that end with the exit code of a program that only the change brings along', async () => {
    const base = { 'package.json': script('sh test/all.sh'), 'test/all.sh': 'true\n' };
    const files = { 'shop.sh': '', 'test/all.sh': 'test -e shop.sh || exit 127\n' };
    const result = await resultOf(base, files);
    expect(shownBy(result)?.status).toBe('passed');
  });

  it('are not those that nobody found', async () => {
    const result = await resultOf(
      {
        'package.json': script('sh all.sh'),
        'all.sh': 'ls checks/*.sh || { echo No tests found; exit 1; }\n',
      },
      { 'checks/a.sh': 'true\n' },
    );
    expect(shownBy(result)?.reason).toContain('could not be run without the change');
    expect(result?.verdict).toBe('unproven');
  });
});

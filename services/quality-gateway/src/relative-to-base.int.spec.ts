/** Promise 2: the verdict is a matter of the two trees and of the log, whoever judges and whatever it has seen before. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventData, TaskSpec } from '@atms/contracts';
import { openedPerTest } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import type { Result } from './projections/gateway-view.ts';
import { createGatewayBench, type GatewayBench } from './testing/gateway-bench.ts';

const opened = openedPerTest(createGatewayBench);
const testCommand = 'npm run --silent test';

/** A project that tests a table: it runs as many tests as the table has rows, and no test file says how many. */
const table = {
  'package.json': JSON.stringify({ scripts: { test: 'node --test' } }),
  'cases.json': '[1, 2, 3]',
  'table.test.js': `
const { test } = require('node:test');
for (const one of require('./cases.json')) test('is ' + one, () => {});
`,
};
const oneRow = { 'cases.json': '[1]' };
const broken = { 'cases.json': 'no table' };
const refactoring: Partial<TaskSpec> = { category: 'refactoring', checks: ['test'] };

interface Work {
  readonly base: string;
  readonly files: Readonly<Record<string, string | undefined>>;
  readonly task?: Partial<TaskSpec>;
}

async function executed(bench: GatewayBench, taskId: string, work: Work): Promise<void> {
  await bench.task(taskId, { ...refactoring, ...work.task });
  const change: Partial<EventData<'task.executed'>> = { base: work.base, taskId };
  await bench.happened('task.executed', await bench.work(work.files, change));
}

async function resultOf(bench: GatewayBench, taskId: string): Promise<Result> {
  for (let seen = 1; ; seen++) {
    const results = await bench.until('validation.result', seen);
    const own = results.find((one) => one.taskId === taskId && one.of === 'attempt');
    if (own !== undefined) return own;
  }
}

async function judged(bench: GatewayBench, taskId: string, work: Work): Promise<Result> {
  await executed(bench, taskId, work);
  return resultOf(bench, taskId);
}

const said = ({ verdict, gates }: Result) => ({
  verdict,
  gates: gates.map(({ gate, status, findings, counts }) => ({
    gate,
    status,
    counts,
    findings: findings.map(({ rule, message }) => [rule, message]),
  })),
});
/** Nothing is run for a merge. */
const unmerged: Partial<TaskSpec> = { checks: ['test', { name: 'stops', run: 'false' }] };
const runs = (bench: GatewayBench) => bench.ran.filter((one) => one === testCommand).length;

describe('tests that got lost', () => {
  it('are missed by a gateway that never saw the base, just as by one that did', async () => {
    const verdicts = [];
    for (const sawTheBase of [true, false]) {
      const bench = await opened();
      const base = await bench.commit(table);
      await bench.startGateway();
      if (sawTheBase) await judged(bench, 'T1', { base, files: broken });
      verdicts.push(said(await judged(bench, 'T2', { base, files: oneRow })));
    }
    const [informed, fresh] = verdicts;
    expect(fresh).toEqual(informed);
    expect(fresh?.verdict).toBe('failed');
    expect(JSON.stringify(fresh)).toContain('2 tests fewer ran than without the change');
  });

  it('may be those of a removal', async () => {
    const bench = await opened();
    const base = await bench.commit(table);
    await bench.startGateway();
    const task = { category: 'removal' };
    const result = await judged(bench, 'T1', { base, files: oneRow, task });
    expect(result.verdict).toBe('passed');
  });

  it('are looked for by one run of a base, however many attempts begin from it', async () => {
    const bench = await opened();
    const base = await bench.commit(table);
    await bench.startGateway();
    const taskIds = ['T1', 'T2', 'T3'];
    for (const taskId of taskIds) {
      await executed(bench, taskId, { base, files: { [`${taskId}.md`]: '' }, task: unmerged });
    }
    const results = await Promise.all(taskIds.map((taskId) => resultOf(bench, taskId)));
    for (const { gates } of results) {
      expect(gates).toContainEqual(expect.objectContaining({ gate: 'test', status: 'passed' }));
    }
    expect(runs(bench)).toBe(taskIds.length + 1);
  });

  it('are looked for without any run where the log has the result of the base', async () => {
    const bench = await opened();
    const start = await bench.commit(table);
    const first = await bench.startGateway();
    const more = { 'cases.json': '[1, 2, 3, 4]' };
    const seen = await judged(bench, 'T1', { base: start, files: more, task: unmerged });
    expect(seen.gates).toContainEqual(
      expect.objectContaining({ counts: { passed: 4, failed: 0, skipped: 0 } }),
    );
    await first.stop();
    await bench.startGateway();
    const base = await bench.commit({ ...table, ...more });
    const before = runs(bench);
    const result = await judged(bench, 'T2', { base, files: { 'cases.json': '[1, 2, 3]' } });
    expect(result.verdict).toBe('failed');
    expect(JSON.stringify(result)).toContain('1 tests fewer');
    expect(runs(bench) - before).toBe(1);
  });

  it('are not those that another check would have run', async () => {
    const bench = await opened();
    const start = await bench.commit({ ...table, 'one.test.js': '' });
    await bench.startGateway();
    const whole = { name: 'test', run: 'node --test' };
    const part = { name: 'test', run: 'node --test one.test.js' };
    const files = { 'notes.md': '' };
    await judged(bench, 'T1', { base: start, files, task: { checks: [whole] } });
    const base = await bench.commit({ ...table, 'one.test.js': '', ...files });
    const task = { checks: [part] };
    const result = await judged(bench, 'T2', { base, files: { 'more.md': '' }, task });
    expect(result.verdict).toBe('passed');
  });
});

describe('a base that is red', () => {
  const red = { ...table, 'package.json': JSON.stringify({ scripts: { test: 'sh test.sh' } }) };
  const always = 'echo error: always; exit 1';
  /** Fails where it runs first, and from then on where the attempt is. */
  const atFirst =
    'if test -e bad; then echo error: it; exit 1; fi; mkdir ../seen || exit 0; echo error: it; exit 1';

  it('excuses what fails there each time, and is run twice for all attempts', async () => {
    const bench = await opened();
    const base = await bench.commit({ ...red, 'test.sh': always });
    await bench.startGateway();
    for (const taskId of ['T1', 'T2']) {
      const result = await judged(bench, taskId, { base, files: { [`${taskId}.md`]: '' } });
      expect(result.gates).toContainEqual(
        expect.objectContaining({ gate: 'test', status: 'failed-before' }),
      );
    }
    expect(runs(bench)).toBe(4);
  });

  it('excuses nothing when it is green at times', async () => {
    const bench = await opened();
    const base = await bench.commit({ ...red, 'test.sh': atFirst });
    await bench.startGateway();
    for (const taskId of ['T1', 'T2']) {
      const files = { bad: taskId, [`${taskId}.md`]: '' };
      const result = await judged(bench, taskId, { base, files });
      expect(result.verdict).toBe('failed');
      const test = result.gates.find(({ gate }) => gate === 'test');
      expect(test?.findings.map(({ rule }) => rule)).toContain('unsteady');
    }
  });

  it('is not called unsteady when it could not be run again: then nothing is blamed, and nothing proven', async () => {
    const bench = await opened();
    const once =
      'if test -e bad; then echo error: it; exit 1; fi; mkdir ../seen || exit 127; echo error: it; exit 1';
    const base = await bench.commit({ ...red, 'test.sh': once });
    await bench.startGateway();
    const result = await judged(bench, 'T1', { base, files: { bad: '' } });
    expect(result.gates).toContainEqual(
      expect.objectContaining({
        gate: 'test',
        status: 'failed-before',
        findings: [],
        reason: expect.stringContaining('could not be run again') as string,
      }),
    );
    expect(result.verdict).toBe('unproven');
  });
});

describe('a base that cannot be prepared', () => {
  it('is tried at most once more, for all attempts that begin there', async () => {
    const bench = await opened();
    const base = await bench.commit(table);
    await bench.startGateway();
    const count = join(bench.repository.root, 'prepared');
    const task = { ...unmerged, prepare: `echo once >> ${count}; test -e ok` };
    for (const taskId of ['T1', 'T2', 'T3']) {
      const result = await judged(bench, taskId, { base, files: { ok: taskId }, task });
      expect(result.gates).toContainEqual(
        expect.objectContaining({ gate: 'test', status: 'passed' }),
      );
    }
    expect((await readFile(count, 'utf8')).trim().split('\n')).toHaveLength(3 + 2);
  });
});

describe('two checks that come to one name', () => {
  const adds = (to: number) => `def add(a, b):\n    return a + b + ${to}\n`;
  const python = {
    'pyproject.toml': '[project]\nname = "shop"\nversion = "1"\n',
    'shop.py': adds(0),
    'tests/test_shop.py':
      'import os\nimport sys\nimport unittest\n\nsys.path.insert(0, os.getcwd())\nimport shop\n\n\nclass Shop(unittest.TestCase):\n    def test_add(self):\n        self.assertEqual(shop.add(1, 2), 3)\n',
  };
  const own = (run: string) => ({ name: 'unittest', run });
  const cases = [
    { what: 'the plan is red, last', checks: ['test', own('exit 1')], to: 0 },
    { what: 'the plan is red, first', checks: [own('exit 1'), 'test'], to: 0 },
    { what: 'the project is red, last', checks: [own('true'), 'test'], to: 1 },
    { what: 'the project is red, first', checks: ['test', own('true')], to: 1 },
  ];

  it.each(cases)('are judged both: that of $what', async ({ checks, to }) => {
    const bench = await opened();
    const base = await bench.commit(python);
    await bench.startGateway();
    const files = { 'shop.py': adds(to), 'notes.md': '' };
    const result = await judged(bench, 'T1', { base, files, task: { checks } });
    expect(result.verdict).toBe('failed');
    const states = result.gates
      .filter(({ gate }) => gate.startsWith('unittest'))
      .map(({ status }) => status);
    expect(states.toSorted()).toEqual(['failed', 'passed']);
  });
});

describe('an output of several summaries', () => {
  const tests = (name: string, count: number) =>
    `const { test } = require('node:test');\nfor (const one of Array(${count}).keys()) test('${name} ' + one, () => {});\n`;
  const spec = 'node --test --test-reporter=spec';
  const member = (name: string, count: number) => ({
    [`packages/${name}/package.json`]: JSON.stringify({
      name,
      version: '1.0.0',
      scripts: { test: spec },
    }),
    [`packages/${name}/${name}.test.js`]: tests(name, count),
  });
  const workspaces = {
    'package.json': JSON.stringify({ name: 'r', workspaces: ['packages/*'] }),
  };
  const two = {
    'package.json': JSON.stringify({ scripts: { test: `${spec} unit/ && ${spec} int/` } }),
    'unit/a.test.js': tests('a', 2),
    'int/b.test.js': tests('b', 2),
  };
  const cases = [
    {
      what: 'a package more',
      base: { ...workspaces, ...member('a', 3) },
      files: member('b', 1),
      passed: 4,
    },
    {
      what: 'a test more in one of two equal packages',
      base: { ...workspaces, ...member('a', 3), ...member('b', 3) },
      files: { 'packages/a/more.test.js': tests('more', 1) },
      passed: 7,
    },
    {
      what: 'a test more in one of two runs',
      base: two,
      files: { 'unit/c.test.js': tests('c', 1) },
      passed: 5,
    },
  ];

  it.each(cases)('is that of all tests: $what', async ({ base: start, files, passed }) => {
    const bench = await opened();
    const base = await bench.commit(start);
    await bench.startGateway();
    const result = await judged(bench, 'T1', { base, files });
    expect(result.gates).toContainEqual(
      expect.objectContaining({ gate: 'test', counts: { passed, failed: 0, skipped: 0 } }),
    );
    expect(result.verdict).toBe('passed');
  });

  it('misses those that one of them ran before', async () => {
    const bench = await opened();
    const base = await bench.commit({ ...two });
    await bench.startGateway();
    const files = { 'int/b.test.js': tests('b', 1) };
    const result = await judged(bench, 'T1', { base, files });
    expect(result.verdict).toBe('failed');
    expect(JSON.stringify(result)).toContain('1 tests fewer ran than without the change');
  });
});

describe('tests of a base that was red', () => {
  it('are missed only where they passed: an error behind a test is none', async () => {
    const bench = await opened();
    const run =
      "const bad = require('./conf.js').bad;\nconsole.log('\\n  2 passing (3ms)' + (bad ? '\\n  1 failing' : ''));\nprocess.exitCode = bad ? 1 : 0;\n";
    const base = await bench.commit({
      'package.json': JSON.stringify({ scripts: { test: 'node run.js' } }),
      'run.js': run,
      'conf.js': 'exports.bad = true;\n',
    });
    await bench.startGateway();
    const files = { 'conf.js': 'exports.bad = false;\n' };
    const result = await judged(bench, 'T1', { base, files });
    expect(result.verdict).toBe('passed');
  });
});

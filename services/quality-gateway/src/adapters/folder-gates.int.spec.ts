import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Checks } from '@atms/contracts';
import { createMemoryBlobStore } from '@atms/eventsourcing';
import { allowedEnvironment } from '@atms/platform/process';
import { runStep } from '@atms/platform/workspace';
import { sha256 } from '@atms/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { createFolderGates } from './folder-gates.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** Packages of this repository: what a project would have installed. */
const installed = join(import.meta.dirname, '../../../../node_modules');

/** A folder with these files, and what its gates come to. */
async function outcomes(files: Readonly<Record<string, string>>, checks: Checks) {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'atms-gates-')));
  folders.push(root);
  const folder = join(root, 'project');
  await mkdir(folder);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const hasOwn = Object.keys(files).some((path) => path.startsWith('node_modules/'));
  if (!hasOwn) await symlink(installed, join(folder, 'node_modules'));
  const gates = createFolderGates({
    folder,
    reportDir: join(root, 'reports'),
    cookie: `spec/${folders.length}`,
    runStep,
    blobs: createMemoryBlobStore(sha256),
    environment: () => allowedEnvironment(process.env, { CI: 'true' }),
    gateTimeoutMs: 60_000,
    maxOutputBytes: 1_000_000,
  });
  const found = await gates.find(checks);
  return { folder, results: await gates.run(found, new AbortController().signal) };
}

/** Not every machine has Python; what is read from its tools is tested by what they wrote. */
const pythonCan = (module: string) =>
  spawnSync('python3', ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0;

describe('tools of a JavaScript project', () => {
  it('are run as they are found, and say file, line, rule and counts', async () => {
    const { results } = await outcomes(
      {
        'package.json': JSON.stringify({ devDependencies: { typescript: '7', oxlint: '1' } }),
        'tsconfig.json':
          '{ "include": ["bad.ts"], "compilerOptions": { "strict": true, "types": [] } }',
        'bad.ts': "export const x: number = 'text';\n",
        '.oxlintrc.json': '{ "rules": { "no-debugger": "error" } }',
        'src/lint.js': 'debugger;\n',
        'test/sum.test.js': `
const { test } = require('node:test');
const assert = require('node:assert');
test('adds', () => assert.equal(1 + 2, 3));
test('adds wrongly', () => assert.equal(1 + 2, 4));
`,
      },
      'found',
    );
    expect(results.map(({ gate, status }) => [gate, status])).toEqual([
      ['node-test', 'failed'],
      ['oxlint', 'failed'],
      ['tsc', 'failed'],
      ['build', 'skipped'],
    ]);
    expect(results).toMatchObject([
      {
        counts: { passed: 1, failed: 1, skipped: 0 },
        findings: [{ gate: 'node-test', file: 'test/sum.test.js', line: 5 }],
      },
      { findings: [{ file: 'src/lint.js', line: 1, rule: 'eslint(no-debugger)' }] },
      {
        findings: [
          {
            gate: 'tsc',
            file: 'bad.ts',
            line: 1,
            rule: 'TS2322',
            message: "Type 'string' is not assignable to type 'number'.",
          },
        ],
      },
      {},
    ]);
    expect(results[0]?.findings[0]?.message).toContain('adds wrongly');
  });

  it('that are found and not installed are skipped with what to do, and leave the work unproven', async () => {
    const manifest = JSON.stringify({
      devDependencies: { 'no-such-runner': '1', jest: '1' },
      scripts: { lint: 'true' },
    });
    const { results } = await outcomes({ 'package.json': manifest }, 'found');
    expect(results[0]).toMatchObject({ gate: 'jest', status: 'skipped', leavesUnproven: true });
    expect(results[0]?.reason).toContain('not installed: jest is not in node_modules');
    const named = await outcomes({ 'package.json': manifest }, ['jest']);
    expect(named.results).toMatchObject([{ gate: 'jest', status: 'error' }]);
  });
});

describe('what a command reports', () => {
  const junit = (inner: string) => `<testsuite><testcase name="t">${inner}</testcase></testsuite>`;

  it('is read where the plan says it lies, or where the command is told to write it', async () => {
    const failing = junit('<failure message="no">at src/a.py:7: AssertionError</failure>');
    const { results } = await outcomes({ 'r.xml': failing, 'ok.xml': junit('') }, [
      { name: 'named', run: 'mkdir -p out && cp r.xml out/r.xml && exit 1', report: 'out/r.xml' },
      { name: 'told', run: 'cp r.xml "$ATMS_REPORT"; exit 1' },
      { name: 'passes', run: 'cp ok.xml "$ATMS_REPORT"' },
      { name: 'plain', run: 'echo this went wrong; exit 3' },
    ]);
    const place = { file: 'src/a.py', line: 7 };
    expect(results).toMatchObject([
      { gate: 'named', status: 'failed', findings: [place] },
      { gate: 'told', status: 'failed', findings: [place] },
      { gate: 'passes', status: 'passed', findings: [], counts: { passed: 1 } },
      { gate: 'plain', status: 'failed' },
    ]);
    expect(results[3]?.findings).toHaveLength(1);
    expect(results[3]?.findings[0]?.message).toContain('this went wrong');
  });

  it('is not what lay there before, nor what a link leads to', async () => {
    const committed = JSON.stringify({ total: { lines: { total: 10, covered: 10 } } });
    const files = {
      'package.json': JSON.stringify({ scripts: { coverage: 'sh coverage.sh' } }),
      'coverage/coverage-summary.json': committed,
      'coverage.sh': 'true\n',
    };
    const stale = await outcomes(files, [{ coverage: 80 }]);
    expect(stale.results).toMatchObject([{ gate: 'coverage', status: 'error' }]);
    for (const link of [
      'ln -s ../outside coverage',
      'mkdir coverage; ln -s ../../outside/lcov.info coverage/',
    ]) {
      const outside = `rm -r coverage; mkdir ../outside; printf 'SF:a.js\\nDA:1,1\\nend_of_record\\n' >../outside/lcov.info; ${link}\n`;
      const led = await outcomes({ ...files, 'coverage.sh': outside }, [{ coverage: 80 }]);
      expect(led.results).toMatchObject([{ gate: 'coverage', status: 'error' }]);
    }
    const low = `mkdir -p coverage; printf 'SF:a.js\\nDA:1,1\\nDA:2,0\\nend_of_record\\n' >coverage/lcov.info\n`;
    const fresh = await outcomes({ 'package.json': files['package.json'], 'coverage.sh': low }, [
      { coverage: 80 },
      { coverage: 50 },
    ]);
    expect(fresh.results).toMatchObject([
      { status: 'failed', findings: [{}, { file: 'a.js' }] },
      { status: 'passed', reason: '1 of 2 lines are covered, 50.00 %' },
    ]);
  });

  it('outweighs an exit code that says that all is well', async () => {
    const files = {
      'package.json': JSON.stringify({ scripts: { test: 'echo "TAP version 13"; echo "1..0"' } }),
    };
    const { results } = await outcomes(files, ['test']);
    expect(results).toMatchObject([{ gate: 'test', status: 'skipped', leavesUnproven: true }]);
    expect(results[0]?.reason).toContain('ran no test');
  });
});

describe('licences', () => {
  it('are those of the packages that production needs, as Node finds them', async () => {
    const licences = [{ licences: ['MIT'] }];
    const files = {
      'package.json': JSON.stringify({
        dependencies: { zod: '4' },
        devDependencies: { typescript: '7' },
      }),
    };
    const { results } = await outcomes(files, licences);
    expect(results).toMatchObject([{ gate: 'licences', status: 'error' }]);
    expect(results[0]?.reason).toContain('zod');
    const met = await outcomes(
      { 'package.json': JSON.stringify({ dependencies: { vitest: '4' } }) },
      licences,
    );
    expect(met.results[0]?.status).toBe('failed');
    expect(met.results[0]?.reason).toMatch(/^\d+ packages have a licence/);
  });
});

describe.runIf(pythonCan('pytest'))('tools of a Python project', () => {
  it('are run as they are found', async () => {
    const { results } = await outcomes(
      {
        'pyproject.toml': '[tool.pytest.ini_options]\naddopts = "-p no:cacheprovider"\n',
        'shop.py': 'def total(items):\n    return sum(items)\n',
        'tests/test_shop.py': `
from shop import total

def test_total():
    assert total([1, 2]) == 3

def test_wrong():
    assert total([1, 2]) == 4
`,
      },
      'found',
    );
    expect(results).toMatchObject([
      {
        gate: 'pytest',
        status: 'failed',
        counts: { passed: 1, failed: 1, skipped: 0 },
        findings: [{ file: 'tests/test_shop.py', line: 8 }],
      },
    ]);
  });
});

describe.runIf(pythonCan('unittest'))('tests of Python alone', () => {
  it('are run by its own runner', async () => {
    const test = `
import unittest

class Adding(unittest.TestCase):
    def test_adds(self):
        self.assertEqual(1 + 2, 3)
`;
    const { results } = await outcomes({ 'tests/test_add.py': test }, 'found');
    expect(results).toMatchObject([
      { gate: 'unittest', status: 'passed', counts: { passed: 1, failed: 0, skipped: 0 } },
    ]);
  });
});

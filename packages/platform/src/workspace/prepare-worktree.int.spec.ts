import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createGate, createGitRepository, type GitRepository, openedPerTest } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { allowedEnvironment } from '../process/environment.ts';
import { createPreparedPackages } from './prepared-packages.ts';
import { createPrepareWorktree, type Prepared, type PrepareRequest } from './prepare-worktree.ts';
import { type RunStep, runStep } from './run-step.ts';

interface Bench {
  readonly repository: GitRepository;
  readonly packagesDir: string;
  /** Commands that ran, in the order in which they began. */
  readonly ran: readonly string[];
  /** A fresh checkout of the head. */
  worktree(name: string): Promise<string>;
  prepare(worktree: string, how?: Partial<PrepareRequest>): Promise<Prepared>;
  close(): Promise<void>;
}

async function createBench(run: RunStep = runStep): Promise<Bench> {
  const repository = await createGitRepository();
  const packagesDir = join(repository.root, 'prepared');
  const ran: string[] = [];
  const prepareWorktree = createPrepareWorktree({
    packages: createPreparedPackages(packagesDir),
    runStep(step) {
      ran.push(step.command);
      return run(step);
    },
  });
  return {
    repository,
    packagesDir,
    ran,
    async worktree(name) {
      const path = join(repository.root, name);
      await repository.git('worktree', 'add', '--quiet', '--detach', path);
      return path;
    },
    prepare: (worktree, how = {}) =>
      prepareWorktree({
        worktree,
        env: allowedEnvironment(process.env, {}),
        cookie: 'prepare/1',
        timeoutMs: 60_000,
        maxOutputBytes: 1_000_000,
        ...how,
      }),
    close: repository.close,
  };
}

const opened = openedPerTest(createBench);
const install = 'mkdir -p node_modules/x && date +%s%N >node_modules/x/made';

/** What the install step wrote, which differs from run to run. */
const madeIn = (worktree: string) => readFile(join(worktree, 'node_modules/x/made'), 'utf8');

describe('preparing a worktree', () => {
  it('is nothing when neither a lockfile nor the plan asks for it', async () => {
    const bench = await opened();
    expect(await bench.prepare(await bench.worktree('w'))).toEqual({ kind: 'ready', made: [] });
    expect(bench.ran).toEqual([]);
  });

  it('does what the lockfile asks for, and what the plan names instead of it', async () => {
    const ready: RunStep = async () => ({
      end: { kind: 'exited', exitCode: 0 },
      output: '',
      durationMs: 0,
    });
    const bench = await opened(ready);
    const commands = [
      ['package-lock.json', 'npm ci --no-audit --no-fund'],
      ['npm-shrinkwrap.json', 'npm ci --no-audit --no-fund'],
      ['pnpm-lock.yaml', 'pnpm install --frozen-lockfile'],
      ['yarn.lock', 'yarn install --frozen-lockfile'],
      ['bun.lock', 'bun install --frozen-lockfile'],
      ['uv.lock', 'uv sync --frozen'],
      ['poetry.lock', 'POETRY_VIRTUALENVS_IN_PROJECT=true poetry install --no-interaction'],
    ] as const;
    for (const [lockfile] of commands) {
      const worktree = await bench.worktree(lockfile);
      await writeFile(join(worktree, lockfile), '');
      await bench.prepare(worktree);
      await bench.prepare(worktree, { named: `make ${lockfile}` });
    }
    expect(bench.ran).toEqual(commands.flatMap(([file, command]) => [command, `make ${file}`]));
  });

  it('tells what it made, also in folders of its own', async () => {
    const bench = await opened();
    const named = `${install}; mkdir -p src/node_modules/y && echo 1 >src/node_modules/y/z; echo 1 >note`;
    const prepared = await bench.prepare(await bench.worktree('w'), { named });
    expect(prepared).toEqual({ kind: 'ready', made: ['node_modules/', 'note', 'src/'] });
  });

  it('is a failure with the output when the step fails', async () => {
    const bench = await opened();
    const prepared = await bench.prepare(await bench.worktree('w'), {
      named: 'echo oh no; exit 7',
    });
    expect(prepared).toEqual({
      kind: 'failed',
      message: "Preparing the worktree failed: 'echo oh no; exit 7' exit code 7",
      output: 'oh no\n',
    });
  });
});

describe('what was prepared once', () => {
  it('is copied to the worktrees that come later', async () => {
    const bench = await opened();
    const [first, second] = [await bench.worktree('1'), await bench.worktree('2')];
    await bench.prepare(first, { named: install });
    const prepared = await bench.prepare(second, { named: install });
    expect(prepared).toEqual({ kind: 'ready', made: ['node_modules/'] });
    expect(bench.ran).toHaveLength(1);
    expect(await madeIn(second)).toBe(await madeIn(first));
  });

  it('is a copy that an agent may change without harm to others', async () => {
    const bench = await opened();
    const [first, second, third] = [
      await bench.worktree('1'),
      await bench.worktree('2'),
      await bench.worktree('3'),
    ];
    await bench.prepare(first, { named: install });
    const made = await madeIn(first);
    for (const [worktree, next] of [
      [first, second],
      [second, third],
    ] as const) {
      await writeFile(join(worktree, 'node_modules/x/made'), 'broken');
      await bench.prepare(next, { named: install });
      expect(await madeIn(next)).toBe(made);
    }
  });

  it('holds for one command, one lockfile and one manifest', async () => {
    const bench = await opened();
    const change = async (name: string, file: string, text: string) => {
      const worktree = await bench.worktree(name);
      await writeFile(join(worktree, file), text);
      return worktree;
    };
    await bench.prepare(await bench.worktree('1'), { named: install });
    await bench.prepare(await bench.worktree('2'), { named: `${install}; true` });
    await bench.prepare(await change('3', 'package-lock.json', '{}'), { named: install });
    await bench.prepare(await change('4', 'package-lock.json', '{ }'), { named: install });
    await bench.prepare(await change('5', 'package.json', '{}'), { named: install });
    expect(bench.ran).toHaveLength(5);
  });

  it('is not what a step made beside packages: that step runs in every worktree', async () => {
    const bench = await opened();
    const named = `${install}; echo 1 >generated`;
    for (const name of ['1', '2']) {
      const worktree = await bench.worktree(name);
      await bench.prepare(worktree, { named });
      expect(existsSync(join(worktree, 'generated'))).toBe(true);
      expect(existsSync(join(worktree, 'node_modules/x/made'))).toBe(true);
    }
    expect(bench.ran).toHaveLength(2);
  });

  it('runs at once in worktrees that need such a step, when it is known to be one', async () => {
    const both = createGate();
    const bench = await opened(async (step) => {
      await writeFile(join(step.cwd, 'generated'), '1');
      if (bench.ran.length === 3) both.open();
      if (bench.ran.length > 1) await both.opened;
      return { end: { kind: 'exited', exitCode: 0 }, output: '', durationMs: 0 };
    });
    await bench.prepare(await bench.worktree('1'), { named: 'generate' });
    const worktrees = [await bench.worktree('2'), await bench.worktree('3')];
    const prepared = worktrees.map((one) => bench.prepare(one, { named: 'generate' }));
    expect(await Promise.all(prepared)).toHaveLength(2);
  });

  it('is kept for all folders of packages when the lockfile covers them', async () => {
    const installs: RunStep = async (step) => {
      for (const folder of ['.', 'packages/a']) {
        await mkdir(join(step.cwd, folder, 'node_modules/x'), { recursive: true });
        await writeFile(join(step.cwd, folder, 'node_modules/x/i.js'), folder);
      }
      return { end: { kind: 'exited', exitCode: 0 }, output: '', durationMs: 0 };
    };
    const bench = await opened(installs);
    await bench.repository.write('pnpm-lock.yaml', '');
    await bench.repository.write('packages/a/package.json', '{}');
    await bench.repository.commit('Workspace');
    await bench.prepare(await bench.worktree('1'));
    const second = await bench.worktree('2');
    await bench.prepare(second);
    expect(bench.ran).toHaveLength(1);
    expect(await readFile(join(second, 'packages/a/node_modules/x/i.js'), 'utf8')).toBe(
      'packages/a',
    );
  });

  it('is not a failure: the next worktree tries again', async () => {
    const bench = await opened();
    const flag = join(bench.repository.root, 'flag');
    const named = `test -e ${flag} && ${install}`;
    expect(await bench.prepare(await bench.worktree('1'), { named })).toMatchObject({
      kind: 'failed',
    });
    await writeFile(flag, '');
    expect(await bench.prepare(await bench.worktree('2'), { named })).toMatchObject({
      kind: 'ready',
    });
    expect(bench.ran).toHaveLength(2);
  });

  it('is not half of what a process copied that died', async () => {
    const bench = await opened();
    const first = await bench.worktree('1');
    await bench.prepare(first, { named: install });
    const [key = ''] = await readdir(bench.packagesDir);
    // As if another process had died while it copied: half an entry, under a name of its own.
    await rm(join(bench.packagesDir, key), { recursive: true });
    const half = join(bench.packagesDir, `${key}.1.1`);
    await mkdir(join(half, 'node_modules'), { recursive: true });
    const second = await bench.worktree('2');
    await bench.prepare(second, { named: install });
    expect(bench.ran).toHaveLength(2);
    expect(await madeIn(second)).not.toBe(await madeIn(first));
    expect(await readdir(bench.packagesDir)).toEqual([key]);
  });
});

describe('worktrees that are prepared at once', () => {
  it('share one run when they need the same', async () => {
    const bench = await opened();
    const names = ['1', '2', '3', '4'];
    const worktrees: string[] = [];
    for (const name of names) worktrees.push(await bench.worktree(name));
    const prepared = await Promise.all(
      worktrees.map((worktree) => bench.prepare(worktree, { named: install })),
    );
    expect(prepared.map((one) => one.kind)).toEqual(names.map(() => 'ready'));
    expect(bench.ran).toHaveLength(1);
    const made = await Promise.all(worktrees.map(madeIn));
    expect(new Set(made).size).toBe(1);
  });

  it('do not wait for one another when they need different things', async () => {
    const released = createGate();
    const bench = await opened(async (step) => {
      if (step.command === 'waits') await released.opened;
      return { end: { kind: 'exited', exitCode: 0 }, output: '', durationMs: 0 };
    });
    const waiting = bench.prepare(await bench.worktree('1'), { named: 'waits' });
    await bench.prepare(await bench.worktree('2'), { named: 'does not' });
    released.open();
    expect(await waiting).toMatchObject({ kind: 'ready' });
  });

  it('do not share a failure: each that waited tries for itself', async () => {
    const bench = await opened();
    const named = 'exit 1';
    const worktrees = [await bench.worktree('1'), await bench.worktree('2')];
    const prepared = await Promise.all(worktrees.map((one) => bench.prepare(one, { named })));
    expect(prepared.map((one) => one.kind)).toEqual(['failed', 'failed']);
    expect(bench.ran).toHaveLength(2);
  });

  it('do not keep one waiting that is asked to stop', async () => {
    const released = createGate();
    const began = createGate();
    const bench = await opened(async () => {
      began.open();
      await released.opened;
      return { end: { kind: 'exited', exitCode: 0 }, output: '', durationMs: 0 };
    });
    const first = bench.prepare(await bench.worktree('1'), { named: install });
    await began.opened;
    const abort = new AbortController();
    const second = bench.prepare(await bench.worktree('2'), {
      named: install,
      signal: abort.signal,
    });
    abort.abort();
    expect(await second).toMatchObject({ kind: 'failed' });
    released.open();
    await first;
    expect(bench.ran).toHaveLength(1);
  });
});

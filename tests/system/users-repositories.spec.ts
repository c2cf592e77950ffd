/** Repositories as people have them: `atms run` works in them, or says exactly what is in the way. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSandbox, type Sandbox } from '../../apps/atms/src/spec-support/cli.ts';
import { type CliEnd } from '../../apps/atms/src/spec-support/running-cli.ts';
import { readLog } from '../faults/killed-runs.ts';
import { furnish, hookNames } from './furnished-repository.ts';
import { findBreaches, type LoggedEvent } from './way-of-a-task.ts';

describe('a repository with hooks that fail, signing that fails, no identity, and names of its own', () => {
  let sandbox: Sandbox;
  let end: CliEnd;
  let events: readonly LoggedEvent[];
  let before: Readonly<Record<string, string>>;
  const within = (path: string) => join(sandbox.repository, path);
  const userState = async () => ({
    // Without a lock git does not write its index, and so runs no hook for that.
    status: await sandbox.git('--no-optional-locks', 'status', '--porcelain'),
    branches: await sandbox.git(
      'for-each-ref',
      '--format=%(refname) %(objectname)',
      'refs/heads/main',
    ),
    head: await readFile(within('.git/HEAD'), 'utf8'),
    index: await readFile(within('.git/index'), 'base64'),
    config: await readFile(within('.git/config'), 'utf8'),
    changed: await readFile(within('README.md'), 'utf8'),
    added: await readFile(within('mine.txt'), 'utf8'),
  });

  beforeAll(async () => {
    const home = { HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1' };
    sandbox = await makeSandbox({ name: 'Mein Gerät für später', environment: home });
    await furnish(sandbox);
    await writeFile(within('README.md'), 'Changed, and not committed\n');
    await writeFile(within('mine.txt'), 'Not even added\n');
    const plan = await sandbox.write('plan.yaml', careful);
    before = await userState();
    end = await sandbox.atms('run', plan, '--yes');
    events = await readLog(sandbox);
  });
  afterAll(() => sandbox.remove());

  it('does not keep the plan from its end', () => {
    expect(end.exitCode, end.stderr).toBe(0);
    expect(end.stdout).toContain('2 of 2 tasks completed');
    expect(findBreaches(events)).toEqual([]);
  });

  it('has none of its hooks run, neither by ATMS nor by an agent that commits', async () => {
    expect(hookNames.length).toBeGreaterThan(5);
    await expect(readFile(within('.git/hooks-that-ran'), 'utf8')).rejects.toThrow('ENOENT');
  });

  it('gets commits of ATMS by the agent, unsigned', async () => {
    const format = '--format=%an|%cn';
    const log = await sandbox.git('log', format, 'main..atms/careful');
    expect(log).toBe('local.shell|ATMS\nlocal.shell|ATMS\n');
    const commits = (await sandbox.git('rev-list', 'main..atms/careful')).trim().split('\n');
    for (const commit of commits) {
      expect(await sandbox.git('cat-file', 'commit', commit)).not.toContain('gpgsig');
    }
  });

  it('has its npm scripts found and run as checks, in the folder of the commit', () => {
    const results = events.filter((event) => event.type === 'validation.result');
    expect(results.length).toBeGreaterThan(0);
    for (const { data } of results) {
      const gates = Object.fromEntries(data.gates.map(({ gate, status }) => [gate, status]));
      expect(gates).toMatchObject({ test: 'passed', lint: 'passed' });
      expect(gates).not.toHaveProperty('start');
    }
  });

  it('keeps its checkout, index and configuration as they were, and the run has said so', async () => {
    expect(await userState()).toEqual(before);
    expect(end.stderr).toContain('2 uncommitted changes in your checkout are left alone');
    expect(await sandbox.git('show', 'atms/careful:README.md')).toBe('As committed\n');
  });

  it('lets nobody commit who does not go around its hooks', async () => {
    await expect(sandbox.git('commit', '--allow-empty', '--message=Mine')).rejects.toThrow(
      'commit',
    );
    const ran = await readFile(within('.git/hooks-that-ran'), 'utf8');
    expect(ran).toContain('pre-commit');
  });
});

describe('a repository with a branch called atms, and a second checkout', () => {
  let sandbox: Sandbox;
  let plan: string;
  let linked: string;
  beforeAll(async () => {
    sandbox = await makeSandbox();
    await sandbox.git('branch', 'atms');
    linked = join(sandbox.folder, 'linked');
    await sandbox.git('worktree', 'add', '--quiet', '--detach', linked);
    plan = await sandbox.write('plan.yaml', unchecked(join(sandbox.folder, 'gate')));
  });
  afterAll(() => sandbox.remove());

  it('is told which branch is in the way of which, and what to do', async () => {
    const end = await sandbox.atms('run', plan, '--yes');
    expect(end).toMatchObject({ exitCode: 1, stdout: '' });
    expect(end.stderr).toContain("The branch 'atms' is in the way of 'atms/unchecked'");
    expect(end.stderr).toContain('git branch -m atms');
    expect(end.stderr).toContain('--branch');
  });

  it('is worked in from the second checkout on a branch with another name, which is left to a person while it is checked out', async () => {
    const running = sandbox.start('-C', linked, 'run', plan, '--yes', '--branch', 'work/plan');
    await running.said(/T1: completed/);
    await sandbox.git('checkout', '--quiet', 'work/plan');
    await sandbox.write('gate', '');
    await running.said(
      /work\/plan is checked out at .*repository; the merge waits until it is not/,
    );
    const waiting = await running.ended;
    expect(waiting.exitCode, waiting.stderr).toBe(4);
    expect(waiting.stderr).toMatch(
      /waits until work\/plan is no longer checked out at .*repository/,
    );
    expect(waiting.stderr).toMatch(/git -C '.*repository' switch --detach/);
    expect(await sandbox.git('status', '--porcelain')).toBe('');
    await sandbox.git('checkout', '--quiet', 'main');
    const end = await sandbox.atms('-C', linked, 'run', plan, '--yes', '--branch', 'work/plan');
    expect(end.exitCode, end.stderr).toBe(0);
    expect(end.stdout.trimEnd()).toMatch(/git merge work\/plan$/);
    expect(await sandbox.git('show', 'work/plan:note.txt')).toBe('noted\n');
    expect(findBreaches(await readLog({ repository: linked }))).toEqual([]);
    expect((await sandbox.atms('-C', linked, 'status')).stdout).toContain('work/plan');
  });

  it('is told where the branch of the plan is checked out', async () => {
    await sandbox.git('-C', linked, 'checkout', '--quiet', 'work/plan');
    const end = await sandbox.atms('run', plan, '--yes', '--branch', 'work/plan');
    expect(end).toMatchObject({ exitCode: 1, stdout: '' });
    expect(end.stderr).toContain(`The branch work/plan is checked out in ${linked}`);
  });
});

describe('a folder that is no repository to work in', () => {
  let sandbox: Sandbox;
  let plan: string;
  beforeAll(async () => {
    sandbox = await makeSandbox();
    plan = await sandbox.write('plan.yaml', unchecked(join(sandbox.folder, 'gate')));
  });
  afterAll(() => sandbox.remove());

  it('ends with 3 where there is no repository, and names the folder and the way out', async () => {
    const end = await sandbox.atms('-C', sandbox.folder, 'run', plan, '--yes');
    expect(end).toMatchObject({ exitCode: 3, stdout: '' });
    expect(end.stderr).toContain(sandbox.folder);
    expect(end.stderr).toContain('git init');
  });

  it('ends with 1 where there is no commit, and shows the command that makes one', async () => {
    const empty = join(sandbox.folder, 'empty one');
    await mkdir(empty);
    await sandbox.git('init', '--quiet', empty);
    const end = await sandbox.atms('run', plan, '--yes', '--repo', empty);
    expect(end).toMatchObject({ exitCode: 1, stdout: '' });
    expect(end.stderr).toContain(`git -C '${empty}' commit --allow-empty`);
  });
});

const careful = `
name: careful
tasks:
  - { id: T1, name: Greets, paths: [greeting.txt], run: 'echo hello > greeting.txt' }
  - id: T2
    name: Commits by itself
    dependencies: [T1]
    paths: [answer.txt]
    run: echo yes > answer.txt && git add answer.txt && git commit --quiet --message Mine
`;

function unchecked(gate: string): string {
  return `
name: unchecked
checks: none
tasks:
  - { id: T1, name: Notes, run: 'echo noted > note.txt' }
  - { id: T2, name: Waits, dependencies: [T1], run: 'until [ -e ${gate} ]; do sleep 0.05; done; echo 2 > 2.txt' }
`;
}

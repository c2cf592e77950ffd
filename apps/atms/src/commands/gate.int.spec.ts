import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSandbox, type Sandbox } from '../spec-support/cli.ts';

const line = z.looseObject({ gate: z.string(), status: z.exactOptional(z.string()) });
const lines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((one) => line.parse(JSON.parse(one)));

const judged = `
name: Judged
tasks:
  - id: T1
    name: First
    category: refactoring
    checks: [test]
    run: touch one.txt
  - id: T2
    name: Second
    checks: none
    paths: [docs/**]
    run: mkdir docs && touch docs/two.md
`;

describe('atms gate', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await makeSandbox();
    const scripts = {
      test: 'test "$(cat state)" = good || { echo src/a.ts:3: bad state; exit 1; }',
    };
    await writeFile(join(sandbox.repository, 'package.json'), JSON.stringify({ scripts }));
    await writeFile(join(sandbox.repository, 'state'), 'good');
    await sandbox.git('add', '--all');
    await sandbox.git('commit', '--quiet', '--message=Checks');
    await writeFile(join(sandbox.repository, 'state'), 'bad');
  });
  afterAll(() => sandbox.remove());

  it('lists which gates there are and why, and leaves no data behind', async () => {
    const { exitCode, stdout } = await sandbox.atms('gate', 'list');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^test +test +npm run --silent test +package.json script test$/m);
    expect(stdout).toContain("package.json has no script 'lint'");
    expect(await sandbox.git('status', '--short')).toBe(' M state\n');
  });

  it('runs them on HEAD, and on the folder as it lies there only when that is asked', async () => {
    const onHead = await sandbox.atms('gate', 'run');
    expect(onHead.exitCode).toBe(0);
    expect(onHead.stdout).toMatch(/^passed +test/m);
    expect(onHead.stderr).toContain('what is not committed is left out');
    const inPlace = await sandbox.atms('gate', 'run', 'test', '--working-tree', '--json');
    expect(inPlace.exitCode).toBe(1);
    expect(lines(inPlace.stdout)).toMatchObject([{ gate: 'test', status: 'failed' }]);
    expect(inPlace.stdout).toContain('"file":"src/a.ts","line":3');
    expect(inPlace.stderr).toContain('in place');
    expect(await sandbox.git('worktree', 'list')).not.toContain('atms-gate');
  });

  it('lists for a task what judges it without running anything, with what it does there', async () => {
    const plan = await sandbox.write('plan.yaml', judged);
    expect((await sandbox.atms('run', plan, '--yes')).stdout).toContain('2 of 2 tasks completed');
    const { stdout } = await sandbox.atms('gate', 'list', '--task', 'T1');
    expect(stdout).toMatch(/^scope +own +\(no command\) +the task declares no paths/m);
    expect(stdout).toMatch(/^integrity +own +\(no command\) +reads what an attempt changed/m);
    expect(stdout).toMatch(
      /^able-to-fail +own +\(no command\) +asks nothing: the task promises no/m,
    );
    expect(stdout).toMatch(/^test +test +npm run --silent test/m);
    const narrow = await sandbox.atms('gate', 'list', '--task', 'T2', '--json');
    expect(lines(narrow.stdout)).toEqual([expect.objectContaining({ gate: 'scope', kind: 'own' })]);
    expect(narrow.stdout).toContain('refuses changes outside of docs/**');
    expect((await sandbox.atms('gate', 'list', '--task', 'T9')).exitCode).toBe(3);
  });
});

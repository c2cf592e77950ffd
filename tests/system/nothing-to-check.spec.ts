/** What nobody has proven does not land: a person decides about it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSandbox, type Sandbox } from '../../apps/atms/src/spec-support/cli.ts';
import { readLog } from '../faults/killed-runs.ts';
import { findBreaches } from './way-of-a-task.ts';

describe('a repository with nothing to check by', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await makeSandbox();
  });
  afterAll(() => sandbox.remove());

  it('ends with 4 for a plan that names no checks, with the commands that a person has', async () => {
    const plan = await sandbox.write('unproven.yaml', unproven);
    const end = await sandbox.atms('run', plan, '--yes');
    expect(end).toMatchObject({ exitCode: 4, stdout: '' });
    expect(end.stderr).toMatch(/Name `checks`.* or `checks: none`.*--new/);
    const [, retry = ''] = /atms\.mjs task retry (\w+)$/m.exec(end.stderr) ?? [];
    const [, reject = ''] = /atms\.mjs reject (\w+)$/m.exec(end.stderr) ?? [];
    expect(reject).toBe(retry);
    expect(await sandbox.atms('reject', reject)).toMatchObject({ exitCode: 0, stderr: '' });
    const report = await sandbox.atms('workflow', 'report', '--json');
    expect(JSON.parse(report.stdout)).toMatchObject({ state: 'failed', counts: { failed: 1 } });
    expect(await sandbox.git('branch', '--list', 'atms/*')).toBe('');
  });

  it('lets a person retry and then reject while the run goes on, which then ends with 1', async () => {
    const gate = join(sandbox.folder, 'gate');
    const plan = await sandbox.write('two.yaml', unprovenBeside(gate));
    const running = sandbox.start('run', plan, '--yes');
    await running.said(/T1: .*needs a person/);
    expect(await sandbox.atms('task', 'retry', 'T1')).toMatchObject({ exitCode: 0, stderr: '' });
    await running.said(/T1: attempt 2 started[^]*T1: .*needs a person/);
    const rejected = await sandbox.atms('reject', 'T1', '--reason', 'no checks, no merge');
    expect(rejected).toMatchObject({ exitCode: 0, stderr: '' });
    await writeFile(gate, '');
    const end = await running.ended;
    expect(end.exitCode, end.stderr).toBe(1);
    expect(end.stdout).toContain('1 of 2 tasks completed, 1 failed');
    expect(end.stdout).toContain('no checks, no merge');
    expect(findBreaches(await readLog(sandbox))).toEqual([]);
  });
});

const unproven = `
name: unproven
tasks: [{ id: T1, name: Is not checked, run: 'echo noted > note.txt' }]
`;

function unprovenBeside(gate: string): string {
  return `
name: two
tasks:
  - { id: T1, name: Is not checked, paths: [one], run: 'mkdir -p one; echo 1 > one/1.txt' }
  - id: T2
    name: Waits
    paths: [two]
    checks: none
    run: 'until [ -e ${gate} ]; do sleep 0.05; done; mkdir -p two; echo 2 > two/2.txt'
`;
}

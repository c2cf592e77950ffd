/** The ways in which `atms run` begins and ends, and what its caller is told. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeSandbox, patience, type Sandbox } from '../../apps/atms/src/spec-support/cli.ts';
import type { CliEnd } from '../../apps/atms/src/spec-support/running-cli.ts';
import { nothing, readLeftOver, readLog } from '../faults/killed-runs.ts';
import { findBreaches } from './way-of-a-task.ts';

describe('atms run', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await makeSandbox();
  });
  afterEach(() => sandbox.remove());

  it('without a terminal waits for an approval from elsewhere, and writes nothing but JSON for programs', async () => {
    const plan = await sandbox.write('plan.yaml', twoTasks);
    const waiting = await sandbox.atms('run', plan, '--json');
    const [asked, waits] = linesOf(waiting);
    expect(waiting.exitCode).toBe(4);
    expect(asked).toMatchObject({ type: 'run', continued: false });
    expect(waits).toMatchObject({ type: 'waiting', waiting: [{ kind: 'workflow' }] });
    const id = String(asked?.['workflowId']);
    expect(await sandbox.atms('approve', id)).toMatchObject({ exitCode: 0, stderr: '' });

    const end = await sandbox.atms('run', plan, '--json');
    const lines = linesOf(end);
    expect(end.exitCode, end.stderr).toBe(0);
    expect(lines[0]).toMatchObject({ type: 'run', continued: true, workflowId: id });
    expect(lines.filter(({ type }) => type === 'task.completed')).toHaveLength(2);
    expect(lines.at(-1)).toMatchObject({ type: 'report', report: { state: 'completed' } });
    const positions = lines.flatMap(({ position }) =>
      typeof position === 'number' ? [position] : [],
    );
    expect(positions).toEqual([...new Set(positions)].toSorted((one, other) => one - other));
    expect(findBreaches(await readLog(sandbox))).toEqual([]);
  });

  it('stops gracefully at Ctrl-C, keeps what was half done, and goes on from there the next time', async () => {
    const gate = join(sandbox.folder, 'gate');
    const plan = await sandbox.write('plan.yaml', halfDone(gate));
    const running = sandbox.start('run', plan, '--yes');
    await vi.waitFor(() => readFile(`${gate}.half`), patience);
    running.kill('SIGINT');
    const stopped = await running.ended;
    expect(stopped).toMatchObject({ exitCode: 130, stdout: '' });
    expect(stopped.stderr).toMatch(/Stopped\. Go on with: \S+ \S*atms\.mjs run /);
    const [interrupted, ...more] = await executionsIn(sandbox);
    expect(interrupted).toMatchObject({ attempt: 1, outcome: 'interrupted' });
    expect(more).toEqual([]);
    // The next attempt may have its slot already; nothing is in the world.
    const left = await readLeftOver(sandbox, await readLog(sandbox));
    expect(left).toMatchObject({ processes: [], worktrees: [], checkouts: [] });

    await writeFile(gate, '');
    const end = await sandbox.atms('run', plan);
    expect(end.exitCode, end.stderr).toBe(0);
    expect(await sandbox.git('show', 'atms/half:half.txt')).toBe('first half\nsecond half\n');
    const events = await readLog(sandbox);
    expect(findBreaches(events)).toEqual([]);
    expect(await readLeftOver(sandbox, events)).toEqual(nothing);
  });

  it('ends with 1 when a task fails that asks nobody, cancels what depends on it, and says why', async () => {
    const plan = await sandbox.write('plan.yaml', failing);
    await sandbox.write(
      'repository/atms.config.yaml',
      'retries: { sameAgent: 1, anotherAgent: 0, backoff: 10ms }',
    );
    const end = await sandbox.atms('run', plan, '--yes');
    expect(end.exitCode, end.stderr).toBe(1);
    expect(end.stdout).toContain('1 of 4 tasks completed, 1 failed, 2 cancelled');
    expect(end.stdout).toMatch(/T1 \[bad-end\] failed: [^]*exit code 3/);
    expect(end.stdout).toContain('git merge atms/fails');
    const events = await readLog(sandbox);
    const ends = events.flatMap((event) =>
      /^task\.(completed|failed|cancelled)$/.test(event.type) ? [event.type] : [],
    );
    expect(ends.toSorted()).toEqual([
      'task.cancelled',
      'task.cancelled',
      'task.completed',
      'task.failed',
    ]);
    expect(events.filter(({ type }) => type === 'workflow.failed')).toHaveLength(1);
    expect(findBreaches(events)).toEqual([]);
  });
});

describe('the exit code of a command', () => {
  let sandbox: Sandbox;
  let plan: string;
  beforeAll(async () => {
    sandbox = await makeSandbox();
    plan = await sandbox.write('plan.yaml', twoTasks);
    await sandbox.atms('run', plan);
  });
  afterAll(() => sandbox.remove());

  it('is 3 for what is not there', async () => {
    const [task, workflow, approval] = await Promise.all([
      sandbox.atms('task', 'show', 'T9'),
      sandbox.atms('workflow', 'show', 'nothing'),
      sandbox.atms('approve', 'T9'),
    ]);
    for (const end of [task, workflow, approval]) {
      expect(end).toMatchObject({ exitCode: 3, stdout: '' });
    }
  });

  it('is 75 where the process that holds the data hangs, and only then', async () => {
    const endless = await sandbox.write('endless.yaml', twoTasks.replace('echo one', 'sleep 600'));
    const holder = sandbox.start('run', endless, '--yes', '--new');
    await holder.said(/T1: attempt 1 started/);
    holder.kill('SIGSTOP');
    const hanging = await sandbox.atms('status');
    expect(hanging).toMatchObject({ exitCode: 75, stdout: '' });
    expect(hanging.stderr).toMatch(/holds .*does not answer[^]*doctor/);
    holder.kill('SIGCONT');
    expect(await sandbox.atms('status')).toMatchObject({ exitCode: 0, stderr: '' });
    holder.kill('SIGINT');
    expect(await holder.ended).toMatchObject({ exitCode: 130 });
  });

  it('is 69 where there is no git, and says what is missing', async () => {
    const bare = await makeSandbox({ environment: { PATH: sandbox.folder } });
    const end = await bare.atms('run', plan, '--yes');
    await bare.remove();
    expect(end).toMatchObject({ exitCode: 69, stdout: '' });
    expect(end.stderr).toMatch(/git/);
  });
});

function linesOf({ stdout }: CliEnd): readonly Readonly<Record<string, unknown>>[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

async function executionsIn(sandbox: Sandbox) {
  const events = await readLog(sandbox);
  return events.flatMap((event) => (event.type === 'task.executed' ? [event.data] : []));
}

const twoTasks = `
name: Two tasks
checks: none
tasks:
  - { id: T1, name: First, run: echo one > one.txt }
  - { id: T2, name: Second, dependencies: [T1], run: 'echo "two" > two.txt' }
`;

function halfDone(gate: string): string {
  return `
name: Half
checks: none
tasks:
  - id: T1
    name: Does one half and then the other
    run: |
      [ -e half.txt ] || echo first half > half.txt
      touch ${gate}.half
      until [ -e ${gate} ]; do sleep 0.05; done
      echo second half >> half.txt
`;
}

const failing = `
name: Fails
on_failure: fail
checks: none
tasks:
  - { id: T1, name: Fails, run: exit 3 }
  - { id: T2, name: Comes after, dependencies: [T1], run: echo 2 > 2.txt }
  - { id: T3, name: Comes after that, dependencies: [T2], run: echo 3 > 3.txt }
  - { id: T4, name: Stands for itself, run: echo 4 > 4.txt }
`;

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeSandbox, patience } from './spec-support/cli.ts';
import type { Sandbox } from './spec-support/cli.ts';

describe('atms run', () => {
  let sandbox: Sandbox;

  beforeEach(async () => {
    sandbox = await makeSandbox();
  });
  afterEach(() => sandbox.remove());

  it('carries a plan out and ends with the report and how the branch reaches main', async () => {
    const plan = await sandbox.write('plan.yaml', twoTasks);
    await writeFile(join(sandbox.repository, 'mine.txt'), 'not committed');
    const end = await sandbox.atms('run', plan, '--yes');
    expect(end.exitCode).toBe(0);
    expect(end.stderr).toContain('1 uncommitted change in your checkout');
    expect(end.stdout).toContain('2 of 2 tasks completed');
    expect(end.stdout.trimEnd()).toMatch(/git merge atms\/two-tasks$/);
    expect(await sandbox.git('show', 'atms/two-tasks:two.txt')).toBe('one two\n');
    expect(await sandbox.git('status', '--porcelain')).toBe('?? mine.txt\n');
    expect(await readdir(join(sandbox.repository, '.atms'))).not.toContain('server.json');
  });

  it('writes nothing but JSON for programs, the report last', async () => {
    const plan = await sandbox.write('plan.yaml', twoTasks);
    const end = await sandbox.atms('run', plan, '--yes', '--json');
    const lines = end.stdout
      .trimEnd()
      .split('\n')
      .map((line) => typed(JSON.parse(line)));
    expect(end.exitCode).toBe(0);
    expect(lines[0]).toMatchObject({ type: 'run', continued: false });
    expect(lines.filter(({ type }) => type === 'task.completed')).toHaveLength(2);
    expect(lines.at(-1)).toMatchObject({ type: 'report', report: { state: 'completed' } });
  });

  it('without a terminal leaves a plan waiting, until it is approved from elsewhere', async () => {
    const plan = await sandbox.write('plan.yaml', twoTasks);
    const waiting = await sandbox.atms('run', plan);
    expect(waiting).toMatchObject({ exitCode: 4, stdout: '' });
    const [, id = ''] = /bin\/atms\.mjs approve (\S+)/.exec(waiting.stderr) ?? [];
    expect(await sandbox.atms('approve', id)).toMatchObject({ exitCode: 0, stderr: '' });
    const end = await sandbox.atms('run', plan);
    expect(end.exitCode).toBe(0);
    expect(end.stderr).toContain("Continues 'Two tasks' on the branch atms/two-tasks");
  });

  it('asks what to do with an unfinished plan whose text has changed', async () => {
    const plan = await sandbox.write('plan.yaml', twoTasks);
    await sandbox.atms('run', plan);
    await sandbox.write('plan.yaml', twoTasks.replace('printf one', 'printf ONE'));
    const changed = await sandbox.atms('run', plan, '--yes');
    expect(changed).toMatchObject({ exitCode: 2, stdout: '' });
    expect(changed.stderr).toMatch(/--continue[^]*--new/);
    expect((await sandbox.atms('run', plan, '--yes', '--new')).exitCode).toBe(0);
    expect(await sandbox.git('show', 'atms/two-tasks:one.txt')).toBe('ONE');
  });

  it('ends with 4 and the commands when a task needs a decision, and with 1 when it was rejected', async () => {
    const plan = await sandbox.write('plan.yaml', failing);
    await sandbox.write(
      'repository/atms.config.yaml',
      'retries: { sameAgent: 0, anotherAgent: 0 }\n',
    );
    const stuck = await sandbox.atms('run', plan, '--yes');
    expect(stuck.exitCode).toBe(4);
    expect(stuck.stderr).toMatch(/T1 needs a decision[^]*task retry \S+[^]*reject \S+/);
    const approved = await sandbox.atms('approve', 'T1');
    expect(approved).toMatchObject({ exitCode: 2, stdout: '' });
    expect(approved.stderr).toContain('task retry');
    expect((await sandbox.atms('reject', 'T1', '--reason', 'no use')).exitCode).toBe(0);
    const end = await sandbox.atms('workflow', 'report', '--json');
    expect(JSON.parse(end.stdout)).toMatchObject({ state: 'failed', counts: { failed: 1 } });
  });

  it('lets a second terminal look and steer while it runs, and goes on after Ctrl-C', async () => {
    const gate = join(sandbox.folder, 'gate');
    const plan = await sandbox.write('plan.yaml', waitingFor(gate));
    const running = sandbox.start('run', plan, '--yes');
    await vi.waitFor(async () => {
      const { stdout } = await sandbox.atms('task', 'logs', 'T1');
      expect(stdout).toBe('waiting\n');
    }, patience);
    const other = await sandbox.atms('status', '--json');
    expect(JSON.parse(other.stdout)).toMatchObject({
      running: [{ planTaskId: 'T1', state: 'running' }],
    });
    expect((await sandbox.atms('doctor')).stdout).toContain('which answers at http://127.0.0.1:');

    const elsewhere = join(sandbox.folder, 'elsewhere');
    await sandbox.git('worktree', 'add', '--quiet', '--detach', elsewhere);
    const second = await sandbox.atms('-C', elsewhere, 'run', plan, '--yes');
    expect(second).toMatchObject({ exitCode: 1, stdout: '' });
    expect(second.stderr).toContain(`on the branch atms/waits from ${sandbox.repository}`);

    running.kill('SIGINT');
    const stopped = await running.ended;
    expect(stopped).toMatchObject({ exitCode: 130, stdout: '' });
    expect(stopped.stderr).toMatch(/Stopped\. Go on with: \S+ \S*atms\.mjs run /);
    await writeFile(gate, '');
    expect((await sandbox.atms('run', plan)).exitCode).toBe(0);
    expect(await sandbox.git('show', 'atms/waits:done.txt')).toBe('done\n');
  });

  it('follows the process that holds the data directory, and takes over when that is killed', async () => {
    const gate = join(sandbox.folder, 'gate');
    const plan = await sandbox.write('plan.yaml', waitingFor(gate));
    const first = sandbox.start('run', plan, '--yes');
    await vi.waitFor(() => readFile(join(sandbox.repository, '.atms', 'server.json')), patience);
    const second = sandbox.start('run', plan, '--yes', '--json');
    await vi.waitFor(async () => {
      const { stdout } = await sandbox.atms('status', '--json');
      expect(JSON.parse(stdout)).toMatchObject({ running: [{ state: 'running' }] });
    }, patience);
    first.kill('SIGKILL');
    await first.ended;
    await writeFile(gate, '');
    const end = await second.ended;
    expect(end.exitCode).toBe(0);
    expect(await sandbox.git('show', 'atms/waits:done.txt')).toBe('done\n');
  });
});

const twoTasks = `
name: Two tasks
checks: none
tasks:
  - { id: T1, name: First, run: printf one > one.txt }
  - { id: T2, name: Second, dependencies: [T1], run: 'echo "$(cat one.txt) two" > two.txt' }
`;

const failing = `
name: Fails
checks: none
tasks: [{ id: T1, name: Fails, run: exit 3 }]
`;

function waitingFor(gate: string): string {
  return `
name: Waits
checks: none
tasks:
  - id: T1
    name: Waits
    run: 'echo waiting; until [ -e ${gate} ]; do sleep 0.05; done; echo done > done.txt'
`;
}

function typed(line: unknown): { readonly type: unknown } {
  if (typeof line === 'object' && line !== null && 'type' in line) return line;
  throw new Error(`A line without a type: ${JSON.stringify(line)}`);
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makeSandbox, patience } from './spec-support/cli.ts';
import type { Sandbox } from './spec-support/cli.ts';
import { createCommandLine } from './spec-support/command-line.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await makeSandbox();
});
afterEach(() => sandbox.remove());

it('lets a person list, add, change, give away, follow and look into tasks while they are carried out', async () => {
  const atms = createCommandLine(sandbox.repository);
  const gate = join(sandbox.folder, 'gate');
  await writeFile(join(sandbox.repository, 'atms.config.yaml'), twoShells);
  const plan = await sandbox.write('plan.yaml', steered(gate));
  const run = sandbox.start('run', plan, '--yes');
  await vi.waitFor(async () => {
    expect((await atms('task', 'list', '--state', 'running')).stdout).toMatch(/T2 .* running/);
    expect((await atms('task', 'logs', 'T2')).stdout).toBe('waiting\n');
  }, patience);

  const list = await atms('task', 'list');
  expect(list.stdout).toMatch(
    /^id +name +state +attempt +agent +time +why\nT1 +First +completed +1/,
  );
  const diff = await atms('task', 'diff', 'T1');
  expect(diff).toMatchObject({ exitCode: 0, stderr: '' });
  expect(diff.stdout).toContain('+red\n');
  expect(diff.stdout).not.toContain('\u001b');
  const stat = JSON.parse((await atms('task', 'diff', 'T1', '--stat', '--json')).stdout) as unknown;
  expect(stat).toMatchObject({ attempt: 1, text: '+1  -0  one.txt\n1 file', truncated: false });

  const docs = ['create', 'Docs', '--run', 'cat one.txt two.txt > docs.txt', '--checks', 'none'];
  const newest = ['--workflow', 'newest'];
  const mistyped = await atms('task', ...docs, ...newest, '--depends-on', 'T22');
  expect(mistyped.stderr).toContain("did you mean 'T2'?");
  expect((await atms('task', ...docs, '--depends-on', 'T1')).stderr).toContain('--workflow newest');
  const added = await atms('task', ...docs, ...newest, '--depends-on', 'T1,T2', '--json');
  const { taskId } = JSON.parse(added.stdout) as { readonly taskId: string };
  expect((await atms('task', 'list')).stdout).toMatch(/T3 +Docs +\S+ +- +- +- +waits for T2/);

  const update = await atms('task', 'update', 'T3', '--name', 'Write docs', '--estimate', '1h');
  expect(update.stdout).toBe('T3: changed; it holds for attempt 1, which has not started\n');
  const late = await atms('task', 'update', 'T2', '--acceptance', 'It waits', '--timeout', '1h');
  expect(late.stdout).toContain('it holds from attempt 2 on; attempt 1 goes on as it was');
  expect(await atms('task', 'update', 'T3')).toMatchObject({ exitCode: 2 });
  const unknown = await atms('task', 'reassign', 'T2', '--agent', 'shel');
  expect(unknown).toMatchObject({ exitCode: 2, stdout: '' });
  expect(unknown.stderr).toContain("nobody is or can 'shel'; did you mean shell?");
  const same = await atms('task', 'reassign', 'T2', '--agent', 'shell');
  expect(same.stdout).toBe('T2 is for shell now; attempt 1 goes there\n');
  const given = await atms('task', 'reassign', 'T2', '--agent', 'other');
  expect(given.stdout).toBe('T2 is for other now; attempt 2 goes there; attempt 1 has ended\n');

  await vi.waitFor(async () => {
    const { stdout } = await atms('task', 'list', '--json', '--state', 'running');
    expect(JSON.parse(stdout)).toMatchObject({ tasks: [{ planTaskId: 'T2', attempt: 2 }] });
  }, patience);
  const followed = atms('task', 'logs', 'T2', '--follow');
  await writeFile(gate, '');
  expect((await followed).stdout).toBe('waiting\nopened\n');
  const end = await run.ended;
  expect(end.exitCode).toBe(0);
  expect(end.stdout).toContain('3 of 3 tasks completed');
  expect(await sandbox.git('show', 'atms/steered:docs.txt')).toContain('two\n');
  expect((await atms('task', 'show', taskId.slice(0, 20).toLowerCase())).stdout).toContain(
    'Write docs',
  );
  expect(await atms('task', 'update', 'T3', '--name', 'Late')).toMatchObject({ exitCode: 1 });

  const alone = ['task', 'create', 'Alone', '--run', 'true', '--checks', 'none'];
  const made = await atms(...alone);
  expect(made.stdout).toMatch(
    /'Alone' is a workflow of its own on the branch atms\/alone; .* up\n$/,
  );
  expect((await atms(...alone)).stdout).toContain('it is there already');
  expect((await atms(...alone, '--timeout', '1h')).stderr).toContain('Choose another name');
  const all = await atms('task', 'list', '--all', '--json');
  expect(JSON.parse(all.stdout)).toMatchObject({
    total: 4,
    tasks: [{ workflowName: 'Alone' }, {}, {}, {}],
  });
});

const twoShells = 'agents: [{ kind: shell, adapter: shell }, { kind: other, adapter: shell }]\n';

function steered(gate: string): string {
  return `
name: Steered
checks: none
tasks:
  - { id: T1, name: First, run: 'printf "\\033[31mred\\033[0m\\n" > one.txt' }
  - id: T2
    name: Second
    agent: shell
    dependencies: [T1]
    run: 'echo waiting; until [ -e ${gate} ]; do sleep 0.05; done; echo opened; echo two > two.txt'
`;
}

import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLogDatabase } from '@atms/platform/embedded';
import { makeSandbox } from './spec-support/cli.ts';
import type { Sandbox } from './spec-support/cli.ts';
import { callsIn } from './spec-support/in-process.ts';
import type { Said } from './spec-support/in-process.ts';

const plan = `
name: Shop
checks: none
tasks:
  - { id: T1, name: First, run: printf one > one.txt }
  - { id: T2, name: Second, dependencies: [T1], run: exit 3 }
`;

const config = `
retries: { sameAgent: 0, anotherAgent: 0 }
agents:
  - { kind: shell, adapter: shell, env: { NPM_TOKEN: abcdef } }
  - { kind: silent, adapter: recorded, sessions: sessions }
`;

/** In a repository where one task is done and another one waits for a person, and where nobody works. */
describe('the commands that look and decide', () => {
  let sandbox: Sandbox;
  let atms: (...argv: readonly string[]) => Promise<Said>;
  let planFile: string;

  beforeAll(async () => {
    sandbox = await makeSandbox();
    atms = callsIn(sandbox, { ATMS_LEASE_TTL: '40s' });
    planFile = await sandbox.write('plan.yaml', plan);
    await sandbox.write('repository/atms.config.yaml', config);
    await mkdir(join(sandbox.repository, 'sessions'));
    expect((await atms('run', planFile, '--yes')).exitCode).toBe(4);
  });
  afterAll(() => sandbox.remove());

  it.each([
    ['status', [], 0, /T2 needs a decision[^]*atms task retry T2\n/, 'waiting'],
    ['inbox', [], 0, /T2 needs a decision.*Shop\n {2}atms task retry T2\n/, 'waiting'],
    ['workflow list', [], 0, /^\w+ {2}Shop {2}/, 'workflows'],
    ['workflow show', [], 0, /^Shop\n[^]*atms reject T2\n/, 'tasks'],
    ['workflow report', [], 0, /^# Shop/, 'counts'],
    ['agent list', [], 0, /^local\.shell .*1 of 2 done, 1 passed, 1 failed/m, 'agents'],
    ['agent show', ['shell'], 0, /^local\.shell\n/, 'performance'],
    ['events show', ['1'], 0, /^\{\n {2}"position": 1,/, 'metadata'],
    ['deadletter list', [], 0, /^Every message was handled\.\n$/, 'deadLetters'],
    ['config show', [], 0, /^lease\.ttl +40s +ATMS_LEASE_TTL$/m, 'settings'],
    ['config validate', [], 0, /fits; set here or by variables: agents, .*lease\.ttl/, 'valid'],
    ['completion', ['fish'], 0, /^# fish completion of atms/, 'script'],
  ])(
    '%s: for people, and as one object for programs',
    async (...[words, refs, code, text, key]) => {
      const people = await atms(...words.split(' '), ...refs);
      expect(people).toMatchObject({ exitCode: code });
      expect(people.stdout).toMatch(text);
      const programs = await atms(...words.split(' '), ...refs, '--json');
      expect(programs.exitCode).toBe(code);
      expect(programs.stdout.trimEnd().split('\n')).toHaveLength(1);
      expect(JSON.parse(programs.stdout)).toHaveProperty(key);
    },
  );

  it.each([
    ['workflow', ['workflow', 'show', 'Shpo'], 3, "Did you mean 'Shop'?"],
    ['task', ['task', 'show', 'T22'], 3, "Did you mean 'T2'?"],
    ['agent', ['agent', 'show', 'shel1'], 3, "Did you mean 'shell'?"],
    ['kind of agent', ['agent', 'test', 'slient'], 3, 'Did you mean silent?'],
    ['type of event', ['events', 'tail', '--type', 'task.stated'], 2, 'Did you mean task.started?'],
    ['message', ['deadletter', 'redrive', 'queue__executor', 'e1'], 3, 'There is none'],
    ['message, as it was called', ['redrive', 'queue__executor', 'e1'], 3, 'There is none'],
    ['group command', ['workflow', 'shwo'], 2, 'Did you mean show?'],
  ])('say what may have been meant by an unknown %s', async (...[, argv, exitCode, hint]) => {
    const end = await atms(...argv);
    expect(end).toMatchObject({ exitCode, stdout: '' });
    expect(end.stderr).toContain(hint);
  });

  it('masks secrets, and says in which line a value stands', async () => {
    const { stdout } = await atms('config', 'show');
    expect(stdout).not.toContain('abcdef');
    expect(stdout).toMatch(/^agents .*"NPM_TOKEN":"\*\*\*".*atms\.config\.yaml:3$/m);
    const other = await sandbox.write('other.yaml', '\ntimeouts: { task: soon }\n');
    const bad = await atms('config', 'validate', other);
    expect(bad).toMatchObject({ exitCode: 78, stdout: '' });
    expect(bad.stderr).toContain(`${other}:2: 'timeouts.task' is "soon"; allowed:`);
  });

  it('watches a workflow to where it stands: 4 while it waits for a person', async () => {
    const end = await atms('workflow', 'watch', '--json');
    const lines = end.stdout.trimEnd().split('\n');
    const types = lines.map((line) => JSON.parse(line) as { readonly type: string });
    expect(end.exitCode).toBe(4);
    expect(types.map(({ type }) => type)).toContain('task.completed');
    expect(types.at(-1)?.type).toBe('waiting');
    const people = await atms('workflow', 'watch', '-n', '100');
    expect(people.stdout).toMatch(/ {2}T1: completed with attempt 1/);
  });

  it('tails the log by task and type, and shows one event by the beginning of its id', async () => {
    const end = await atms(
      'events',
      'tail',
      '--task',
      'T1',
      '--type',
      'task.*',
      '-n',
      '1',
      '--json',
    );
    const event = JSON.parse(end.stdout) as { readonly position: number };
    expect(event).toMatchObject({ type: 'task.completed', planTaskId: 'T1' });
    const byPosition = await atms('events', 'show', String(event.position), '--json');
    const { eventId } = JSON.parse(byPosition.stdout) as { readonly eventId: string };
    expect(await atms('events', 'show', eventId.slice(0, 18), '--json')).toEqual(byPosition);
    expect((await atms('events', 'tail', '-n', '3')).stdout.trimEnd().split('\n')).toHaveLength(3);
  });

  it('writes the report into a file', async () => {
    const file = join(sandbox.folder, 'report.json');
    const end = await atms('workflow', 'report', '--format', 'json', '--out', file);
    expect(end).toMatchObject({ exitCode: 0, stdout: '', stderr: `Written to ${file}\n` });
    expect(JSON.parse(await readFile(file, 'utf8'))).toHaveProperty('counts');
  });

  it('says which process is needed where nobody works, with 69', async () => {
    for (const act of ['drain', 'undrain']) {
      const end = await atms('agent', act, 'shell');
      expect(end).toMatchObject({ exitCode: 69, stdout: '' });
      expect(end.stderr).toContain('No process works here now');
    }
  });

  it('needs a terminal for the monitor, and shows the status without one', async () => {
    const end = await atms('monitor');
    expect(end.exitCode).toBe(2);
    expect(end.stdout).toContain('T2 needs a decision');
    expect(end.stderr).toContain('without one use: atms status');
  });

  it('checks what a run needs, one object per line for programs', async () => {
    const { stdout, exitCode } = await atms('doctor', '--json');
    const lines = stdout.trimEnd().split('\n');
    const checks = lines.map((line) => JSON.parse(line) as { readonly check: string });
    expect(exitCode).toBe(0);
    expect(checks.map(({ check }) => check)).toEqual(
      expect.arrayContaining(['git', 'configuration', 'agents', 'data', 'cache', 'disk']),
    );
    const noShell = await callsIn(sandbox, { PATH: sandbox.folder })('doctor');
    expect(noShell.exitCode).toBe(1);
    expect(noShell.stdout).toContain('shell needs the command sh, which is not on the PATH');
  });

  it.runIf(process.platform === 'linux')('says which silent process holds the data', async () => {
    const file = join(sandbox.repository, '.atms', 'log.db');
    const holder = openLogDatabase(file, {
      onFatal: (error) => expect.unreachable(String(error)),
    });
    try {
      const { stdout } = await atms('doctor');
      expect(stdout).toContain(`is held by process ${process.pid}, which does not answer`);
    } finally {
      holder.close();
    }
  });

  it('lets an agent do a trivial task beside the repository of the person', async () => {
    const before = await atms('events', 'tail', '-n', '1');
    const good = await atms('agent', 'test', 'shell', '--json');
    expect(good.exitCode).toBe(0);
    expect(JSON.parse(good.stdout)).toMatchObject({ kind: 'shell', outcome: 'passed' });
    const bad = await atms('agent', 'test', 'silent');
    expect(bad.exitCode).toBe(1);
    expect(bad.stdout).toMatch(/outcome {2}failed[^]*session/);
    expect(await atms('events', 'tail', '-n', '1')).toEqual(before);
    expect(await sandbox.git('branch', '--list', '*agent-test*')).toBe('');
  });

  it('completes ids in silence', async () => {
    expect((await atms('__complete', 'task')).stdout).toBe('T1\nT2\n');
    expect((await atms('__complete', 'agent')).stdout).toBe('shell\nsilent\n');
    expect(await atms('-C', '/', '__complete', 'task')).toMatchObject({ stdout: '', stderr: '' });
  });

  it('asks nobody with --no-input, and names what answers', async () => {
    const asked = await atms('run', planFile, '--new', '--no-input');
    expect(asked.exitCode).toBe(4);
    expect(asked.stderr).toMatch(/Answer with --yes, or with: atms workflow approve \w+\n/);
    const approved = await atms('workflow', 'approve');
    expect(approved.stdout).toContain("The plan 'Shop' is approved. Carry it out with: atms run");
    const again = await atms('workflow', 'approve');
    expect(again).toMatchObject({ exitCode: 1, stdout: '' });
    expect(again.stderr).toContain('does not wait for a decision');
    expect((await atms('workflow', 'watch')).exitCode).toBe(69);
  });
});

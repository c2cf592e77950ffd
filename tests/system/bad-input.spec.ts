/** Promise: bad input gets a clear error, nothing is lost by it, and nothing that is shown steers a terminal. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSandbox, type Sandbox } from '../../apps/atms/src/spec-support/cli.ts';
import { callsIn, type Said } from '../../apps/atms/src/spec-support/in-process.ts';
import type { CliEnd } from '../../apps/atms/src/spec-support/running-cli.ts';
import { steers } from '../../apps/atms/src/spec-support/hostile-views.ts';
import { steeringFolder, steeringPlan } from './steering-plan.ts';

const configuration = `
agents: [{ kind: shell, adapter: shell, slots: 3 }]
retries: { sameAgent: 0, anotherAgent: 0, backoff: 10ms }
outputLimit: 64KB
`;

/** Each command that prints what agents, plans and repositories hold. */
const looking = [
  ['status'],
  ['inbox'],
  ['workflow', 'list'],
  ['workflow', 'show'],
  ['workflow', 'watch'],
  ['workflow', 'report'],
  ['workflow', 'report', '--format', 'html'],
  ['workflow', 'report', '--format', 'json'],
  ['task', 'list', '--all'],
  ['task', 'show', 'draws'],
  ['task', 'logs', 'draws'],
  ['task', 'logs', 'floods'],
  ['task', 'diff', 'draws'],
  ['task', 'diff', 'draws', '--stat'],
  ['why', 'draws'],
  ['why', 'misses-check'],
  ['queue', 'list'],
  ['agent', 'list'],
  ['agent', 'show', 'local.shell'],
  ['events', 'tail', '--lines', '1000'],
  ['events', 'show', '2'],
  ['deadletter', 'list'],
  ['gate', 'list', '--task', 'draws'],
  ['gate', 'run', '--task', 'draws'],
  ['doctor'],
];

const bin = fileURLToPath(new URL('../../bin/atms.mjs', import.meta.url));

describe('bad input', () => {
  let sandbox: Sandbox;
  let end: CliEnd;
  let atms: (...argv: readonly string[]) => Promise<Said>;

  beforeAll(async () => {
    const environment = { HOME: '', LANG: 'C', LC_ALL: 'C' };
    sandbox = await makeSandbox({ name: steeringFolder, environment });
    atms = callsIn(sandbox);
    await writeFile(join(sandbox.repository, 'atms.config.yaml'), configuration);
    end = await sandbox.atms('run', await sandbox.write('plan.json', steeringPlan), '--yes');
  });
  afterAll(() => sandbox.remove());

  it('steers no terminal, whichever command shows it, and leaves JSON valid', async () => {
    expect(end.exitCode, end.stderr).toBe(4);
    expect(end.stdout + end.stderr).not.toMatch(steers);
    for (const argv of looking) {
      const shown = await atms(...argv);
      expect(shown.stdout + shown.stderr, argv.join(' ')).not.toMatch(steers);
      const forPrograms = await atms('--json', ...argv);
      expect(forPrograms.exitCode, argv.join(' ')).toBe(shown.exitCode);
      expect(forPrograms.stdout + forPrograms.stderr, argv.join(' ')).not.toMatch(steers);
      if (argv.includes('html')) continue;
      for (const line of forPrograms.stdout.split('\n').filter(Boolean)) JSON.parse(line);
    }
  });

  it('keeps what it says: the texts stand there without what steers', async () => {
    expect((await atms('task', 'list')).stdout).toMatch(/draws\s+titleevil second\s+failed/);
    expect((await atms('task', 'logs', 'draws')).stdout).toMatch(/^said\n?bin/);
    expect((await atms('task', 'diff', 'draws')).stdout).toContain(
      String.raw`fi\033[31mle\377\n x`,
    );
  });

  it('says of a command that is missing that it was not found, and takes no missing check for a failed one', async () => {
    const notFound = 'exit code 127, so a command was not found: ';
    expect((await atms('task', 'show', 'misses')).stdout).toContain(notFound);
    const { stdout } = await atms('task', 'show', 'misses-check');
    expect(stdout).toMatch(/checks +error: .*gone error/);
    expect(stdout).toContain('could not be run: gone');
  });

  it('stops an agent and a check that write without end, and says by which setting', async () => {
    const agent = await atms('task', 'show', 'floods');
    expect(agent.stdout).toMatch(/failed[^]*wrote more output than outputLimit allows/);
    const check = await atms('task', 'show', 'floods-check');
    expect(check.stdout).toMatch(/flood failed \(.*wrote more output than outputLimit allows/);
    expect((await atms('task', 'logs', 'floods')).stdout.length).toBeLessThan(1_000_000);
  });

  it.each([
    [['task', 'show', 'drwas'], 3, "There is no task 'drwas'. Did you mean 'draws'?"],
    [['task', 'logs', 'draws', '--attempt', '9'], 3, 'attempt 9'],
    [['why', 'nothing-like-it'], 3, "There is no task 'nothing-like-it'"],
    [['workflow', 'show', 'nothing-like-it'], 3, "There is no workflow 'nothing-like-it'"],
    [['agent', 'show', 'local.shlel'], 3, "Did you mean 'local.shell'?"],
    [['events', 'show', '99999'], 3, "There is no event '99999'"],
    [['approve', 'nothing-like-it'], 3, 'nothing-like-it'],
    [['task', 'shwo', 'draws'], 2, '(Did you mean show?)'],
    [['task', 'list', '--sate', 'failed'], 2, '(Did you mean --state?)'],
    [['task', 'list', '--state', 'faild'], 2, 'failed'],
    [[`st\u{1b}]0;owned\u{7}\u{202e}s`], 2, "unknown command 'sts'"],
    [['run', `\u{1b}[31mplan`], 3, 'There is no file plan'],
    [['run', '-'], 2, '--yes'],
    [['run', '1. One\n   run: "true"\n', '--branch', 'b'.repeat(251)], 2, 'is too long'],
    [['task', 'create', 'Out', '--run', 'true', '--paths', '../out'], 2, "the pattern '../out' "],
    [['-C', 'atms.config.yaml', 'status'], 3, 'is a file'],
  ] as const)('is answered with the way out: %j', async (argv, exitCode, message) => {
    const said = await atms(...argv);
    expect(said).toMatchObject({ exitCode, stdout: '' });
    expect(said.stderr).toContain(message);
    expect(said.stderr).not.toMatch(steers);
    expect(said.stderr).not.toMatch(/^\s+at /m);
    const { stdout } = await atms('--json', ...argv);
    expect(JSON.parse(stdout)).toHaveProperty('code');
    expect(stdout).not.toMatch(steers);
  });

  const broken: readonly (readonly [string, string, RegExp])[] = [
    [
      'cycle.yaml',
      'tasks: [{id: A, name: a, dependencies: [B]}, {id: B, name: b, dependencies: [A]}]',
      /:1:\d+: .*circle, A → B → A/,
    ],
    ['cycle.md', '1. One\n   depends on: 2\n2. Two\n   depends on: 1\n', /:\d:\d+: .*circle/],
    [
      'unknown.json',
      '{"tasks": [{"id": "build", "name": "a"},\n{"id": "b", "name": "b", "dependencies": ["biuld"]}]}',
      /:2:\d+: .*biuld.*did you mean build\?/,
    ],
    [
      'double.yaml',
      'tasks:\n- {id: A, name: a}\n- {id: A, name: b}\n',
      /:3:8: Task A stands twice/,
    ],
    [
      'key.json',
      '{"tasks": [{"id": "A", "name": "a", "runn": "x"}]}',
      /:1:\d+: .*`runn`: did you mean `run`\?/,
    ],
    [
      'kind.yaml',
      'tasks:\n- {id: A, name: a, run: 3}\n',
      /:2:25: .*`run` must be text, not the number 3/,
    ],
    ['empty.yaml', '', /has no tasks|is empty/],
    ['empty.json', '{"tasks": []}', /:1:11: The plan has no tasks/],
    ['empty.md', '# Nothing\n', /no list of tasks/],
  ];

  it.each(broken)(
    'is found in a plan with file, line and column: %s',
    async (name, text, message) => {
      const file = await sandbox.write(name, text);
      for (const command of [['parse'], ['run', '--yes']]) {
        const said = await atms(...command, file);
        expect(said).toMatchObject({ exitCode: 2, stdout: '' });
        expect(said.stderr).toContain(name);
        expect(said.stderr).toMatch(message);
      }
      const { stdout } = await atms('--json', 'parse', file);
      expect(JSON.parse(stdout)).toMatchObject({ type: 'error', code: 'bad-plan' });
    },
  );

  it('is a plan that is no text, and standard input that is closed', async () => {
    const file = join(sandbox.folder, 'bytes.yaml');
    await writeFile(file, new Uint8Array([0xff, 0xfe, 0x74]));
    expect(await atms('run', file)).toMatchObject({ exitCode: 2, stdout: '' });
    const closed = await sandbox.atms('run', '-', '--yes');
    expect(closed).toMatchObject({ exitCode: 2, stdout: '' });
    expect(closed.stderr).toContain('The plan is empty');
  });

  it('does not end the work when nobody reads any more what is said of it', async () => {
    const plan = 'tasks: [{id: unheard, name: Unheard, run: "echo c > c.txt", checks: none}]';
    const file = await sandbox.write('unheard.yaml', plan);
    const { repository, cache } = sandbox;
    const script = 'node "$1" run "$2" --yes 2>&1 >/dev/null | head -n 1';
    await promisify(execFile)('sh', ['-c', script, 'sh', bin, file], {
      cwd: repository,
      env: { ...process.env, XDG_CACHE_HOME: cache, NO_COLOR: '1' },
    });
    expect((await atms('task', 'list')).stdout).toMatch(/unheard +Unheard +completed/);
  });
});

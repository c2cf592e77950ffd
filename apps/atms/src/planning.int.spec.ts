import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parsePlan } from '@atms/plan';
import { loadConfig } from '@atms/platform/config';
import { git } from './git.ts';
import { main } from './main.ts';
import { makeSandbox } from './spec-support/cli.ts';

const examples = fileURLToPath(new URL('../../../examples', import.meta.url));

describe('atms parse', () => {
  it('shows tasks, critical path and forecast of the ten tasks, and names its rule', async () => {
    const { exitCode, stdout, stderr } = await atms('parse', join(examples, 'demo/plan.yaml'));
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^ {2}T10 {2}Documentation +3h {2}after T2, T3, T4, T5, T6/m);
    expect(stdout).toContain('Critical path: T1 → T2 → T3 → T7 → T8, 19h');
    expect(stdout).toContain(
      [
        'Forecast (list scheduling, longest tail first, never in waves):',
        '  35h  with 1 agent, one task after the other',
        '  21h  with 2 agents',
        '  19h  with 3 or more agents',
      ].join('\n'),
    );
  });

  it('gives programs the same in one line, for a number of agents too', async () => {
    const file = join(examples, 'demo/plan.yaml');
    const { stdout } = await atms('parse', file, '--json', '--agents', '2');
    const hourMs = 3_600_000;
    expect(JSON.parse(stdout)).toMatchObject({
      type: 'plan',
      format: 'yaml',
      criticalPath: { path: ['T1', 'T2', 'T3', 'T7', 'T8'], lengthMs: 19 * hourMs },
      forecast: {
        rule: 'list scheduling, longest tail first, never in waves',
        sequentialMs: 35 * hourMs,
        withAgents: [{ agents: 2, makespanMs: 21 * hourMs }],
      },
    });
  });

  it('says how a list was understood, and that there is no forecast without estimates', async () => {
    const { stdout, stderr } = await atms(
      'parse',
      '- Tables\n- Routes (after 1)\n- Pages (after 1)',
    );
    expect(stderr).toBe('');
    expect(stdout).toContain(
      'No forecast: tasks without an estimate (estimated_time: 2h): 3 of 3.',
    );
    expect(stdout).toMatch(/no schedule.*\n {2}1 {2}T1\n {2}2 {2}T2 T3\n$/);
    const numbered = await atms('parse', '1. Tables 2. Routes');
    expect(numbered.stderr).toContain('they are done one after the other');
  });

  it('draws the graph, and ends with 2 and the place for what is no plan', async () => {
    expect((await atms('parse', '1. a 2. b', '--dot')).stdout).toContain('"T1" -> "T2"');
    expect((await atms('parse', '1. a 2. b', '--mermaid')).stdout).toMatch(/^flowchart LR\n/);
    const bad = await atms('parse', '1. a\n   priority: hihg');
    expect(bad).toMatchObject({ exitCode: 2, stdout: '' });
    expect(bad.stderr).toContain('  text:2:14: Task T1: `priority` must be one of');
  });

  it.each(['profiles.md', 'operations.md', 'greetings.md', 'greetings.json', 'limits.yaml'])(
    'understands the example %s',
    async (name) => {
      expect(await atms('parse', join(examples, 'plans', name))).toMatchObject({ exitCode: 0 });
    },
  );

  it('understands the same plan in Markdown and in JSON', async () => {
    const [markdown, json] = await Promise.all(
      ['greetings.md', 'greetings.json'].map(async (fileName) => {
        const reading = parsePlan(await readFile(join(examples, 'plans', fileName), 'utf8'), {
          fileName,
        });
        return reading.ok ? reading.plan : reading.problems;
      }),
    );
    expect(markdown).toEqual(json);
  });
});

describe('atms run', () => {
  it('refuses a plan from standard input when nobody approves it', async () => {
    const end = await atms('run', '-');
    expect(end).toMatchObject({ exitCode: 2, stdout: '' });
    expect(end.stderr).toContain('leaves nobody to ask for its approval: add --yes');
  });
});

describe('atms init', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'atms-init-')));
    await git(folder, 'init', '--quiet');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('writes a plan, a configuration and their schemas, and names the next command', async () => {
    const end = await atms('-C', folder, 'init');
    expect(end).toMatchObject({ exitCode: 0, stdout: '' });
    expect(end.stderr).toMatch(/git commit --allow-empty[^]* run plan\.yaml\n$/);
    const plan = await readFile(join(folder, 'plan.yaml'), 'utf8');
    expect(plan.trimEnd().split('\n')).toHaveLength(7);
    expect(parsePlan(plan, { fileName: 'plan.yaml' })).toMatchObject({ ok: true });
    for (const name of ['plan.yaml', 'atms.config.yaml']) {
      const text = await readFile(join(folder, name), 'utf8');
      const [, schema = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? [];
      const read = z.looseObject({ properties: z.looseObject({}) });
      const known = read.parse(JSON.parse(await readFile(join(folder, schema), 'utf8')));
      const written = z.looseObject({}).parse(parse(text));
      expect(Object.keys(known.properties)).toEqual(expect.arrayContaining(Object.keys(written)));
    }
    const { config } = await loadConfig({ folder, environment: {} });
    expect(config).toEqual((await loadConfig({ folder: tmpdir(), environment: {} })).config);
    expect(await git(folder, 'status', '--porcelain')).not.toContain('.atms/');
  });

  it('keeps what is there, unless it is told to write it anew', async () => {
    const file = join(folder, 'plan.yaml');
    await writeFile(file, 'mine');
    expect((await atms('-C', folder, 'init')).stderr).toContain('Kept plan.yaml');
    expect(await readFile(file, 'utf8')).toBe('mine');
    await atms('-C', folder, 'init', '--force');
    expect(await readFile(file, 'utf8')).toContain('first-plan');
  });

  it('writes a plan that succeeds at once in a repository without anything', async () => {
    const sandbox = await makeSandbox();
    try {
      expect(await sandbox.atms('init')).toMatchObject({ exitCode: 0 });
      const end = await sandbox.atms('run', 'plan.yaml', '--yes');
      expect(end, end.stderr).toMatchObject({ exitCode: 0 });
      expect(await sandbox.git('show', 'atms/first-plan:atms-hello.txt')).toContain('Hello');
    } finally {
      await sandbox.remove();
    }
  });
});

// Each call listens to the end of stdout, as a process of its own would.
process.stdout.setMaxListeners(100);

/** In this process: nothing here acts on the world. */
async function atms(...argv: readonly string[]) {
  const written = { stdout: '', stderr: '' };
  const exitCode = await main(argv, {
    streams: {
      stdin: {},
      stdout: { write: (text: string) => (written.stdout += text) },
      stderr: { write: (text: string) => (written.stderr += text) },
    },
    environment: { NO_COLOR: '1' },
  });
  return { exitCode, ...written };
}

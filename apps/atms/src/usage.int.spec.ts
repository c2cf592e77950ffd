import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSandbox } from './spec-support/cli.ts';
import type { Sandbox } from './spec-support/cli.ts';

const demoPlan = fileURLToPath(new URL('../../../examples/demo/plan.yaml', import.meta.url));

describe('the command line', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await makeSandbox();
  });
  afterAll(() => sandbox.remove());

  it.each([
    ['an unknown option', ['run', '--yess', 'plan.yaml'], /unknown option '--yess'[^]*--yes/],
    ['an unknown command', ['stats'], /unknown command 'stats'[^]*status/],
    ['help of an unknown command', ['help', 'stats'], /^atms: unknown command 'stats'[^]*status/],
    ['help of one in a group', ['task', 'help', 'shov'], /^atms: unknown command 'shov'[^]*show/],
    ['a missing argument', ['run'], /missing required argument 'plan'/],
    ['a number that is none', ['run', 'p', '--max-agents', 'many'], /whole number of at least 1/],
    ['a plan that no agent can do', ['run', demoPlan, '--yes'], /T1 asks for database-architect/],
    ['a folder for a plan', ['run', '.'], /\. is a folder, not a plan\. Name a plan: node \S+ run/],
    ['flags that exclude each other', ['run', 'p', '--new', '--continue'], /cannot be used with/],
    ['nothing at all', [], /^Examples:/],
  ])('ends with 2 and says why for %s', async (_, argv, message) => {
    const end = await sandbox.atms(...argv);
    expect(end).toMatchObject({ exitCode: 2, stdout: '' });
    expect(end.stderr).toMatch(message);
    expect(end.stderr).not.toMatch(/^\s+at /m);
  });

  it.each([['--help'], ['run', '--help'], ['task', '--help'], ['help', 'approve']])(
    'begins the help with examples: %s %s',
    async (...argv) => {
      const end = await sandbox.atms(...argv.filter((word) => word !== undefined));
      expect(end).toMatchObject({ exitCode: 0, stderr: '' });
      expect(end.stdout).toMatch(/^Examples:\n {2}atms /);
    },
  );

  it('prints its version', async () => {
    const end = await sandbox.atms('--version');
    expect(end).toMatchObject({ exitCode: 0, stderr: '' });
    expect(end.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('ends with 3 outside of a repository, where nothing was run, and for a plan that is not there', async () => {
    const outside = await sandbox.atms('-C', sandbox.folder, 'status');
    expect(outside).toMatchObject({ exitCode: 3, stdout: '' });
    expect(outside.stderr).toContain('not in the checkout of a git repository');
    const unused = await sandbox.atms('status');
    expect(unused).toMatchObject({ exitCode: 3, stdout: '' });
    expect(unused.stderr).toMatch(/Begin with: node \S+atms\.mjs run PLAN\.yaml/);
    const missing = await sandbox.atms('run', 'missing.yaml');
    expect(missing).toMatchObject({ exitCode: 3, stdout: '' });
    expect(missing.stderr).toContain('There is no file missing.yaml');
  });

  it('names file, line and column of everything that is wrong with a plan', async () => {
    await sandbox.write('bad.yaml', 'name: Bad\ntasks:\n  - id: T1\n    name: A\n    rum: make\n');
    const end = await sandbox.atms('-C', sandbox.folder, 'run', 'bad.yaml');
    expect(end).toMatchObject({ exitCode: 2, stdout: '' });
    expect(end.stderr).toMatch(/^ {2}bad\.yaml:5:5: /m);
  });

  it('tells programs of a fault in one line of JSON', async () => {
    const end = await sandbox.atms('run', 'missing.yaml', '--json');
    expect(JSON.parse(end.stdout)).toMatchObject({ type: 'error', code: 'not-found' });
    const unknown = await sandbox.atms('bogus', '--json');
    expect(unknown.exitCode).toBe(2);
    expect(JSON.parse(unknown.stdout)).toEqual({
      type: 'error',
      code: 'usage',
      message: "unknown command 'bogus'",
    });
    const nothing = await sandbox.atms('--json');
    expect(JSON.parse(nothing.stdout)).toMatchObject({
      code: 'usage',
      message: 'No command was named',
    });
  });

  it('ends with 78 for a bad configuration, naming the file, the key and what is allowed', async () => {
    const plan = await sandbox.write(
      'plan.yaml',
      'name: A\ntasks: [{ id: T1, name: A, run: "true" }]\n',
    );
    await sandbox.write('repository/atms.config.yaml', 'maxAgents: none\n');
    const end = await sandbox.atms('run', plan, '--yes');
    expect(end).toMatchObject({ exitCode: 78, stdout: '' });
    expect(end.stderr).toMatch(
      /atms\.config\.yaml:1: 'maxAgents' is "none"; allowed: a whole number/,
    );
    expect((await sandbox.atms('doctor')).exitCode).toBe(78);
    await sandbox.write('repository/atms.config.yaml', '');
    expect(await sandbox.atms('doctor')).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('refuses to move a branch that is checked out, and says where', async () => {
    const plan = await sandbox.write(
      'plan.yaml',
      'name: A\ntasks: [{ id: T1, name: A, run: "true" }]\n',
    );
    const end = await sandbox.atms('run', plan, '--yes', '--branch', 'main');
    expect(end).toMatchObject({ exitCode: 1, stdout: '' });
    expect(end.stderr).toContain(`The branch main is checked out in ${sandbox.repository}`);
  });

  it('ends with 2 for a branch name that git allows for none', async () => {
    const plan = await sandbox.write(
      'plan.yaml',
      'name: A\ntasks: [{ id: T1, name: A, run: "true" }]\n',
    );
    const end = await sandbox.atms('run', plan, '--yes', '--branch', 'bad..name');
    expect(end).toMatchObject({ exitCode: 2, stdout: '' });
    expect(end.stderr).toContain("'bad..name' is not a name that git allows for a branch");
  });

  it('refuses a branch whose name another one keeps from being made', async () => {
    await sandbox.git('branch', 'atms');
    const plan = await sandbox.write(
      'plan.yaml',
      'name: A\ntasks: [{ id: T1, name: A, run: "true" }]\n',
    );
    const end = await sandbox.atms('run', plan, '--yes');
    expect(end.exitCode).toBe(1);
    expect(end.stderr).toContain("The branch 'atms' is in the way of 'atms/a'");
    await sandbox.git('branch', '--delete', 'atms');
  });
});

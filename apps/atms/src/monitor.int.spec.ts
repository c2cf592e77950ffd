import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSandbox } from './spec-support/cli.ts';
import type { Sandbox } from './spec-support/cli.ts';
import { startCli } from './spec-support/running-cli.ts';
import { callsIn } from './spec-support/in-process.ts';
import { escape } from './render/colours.ts';

const bin = fileURLToPath(new URL('../../../bin/atms.mjs', import.meta.url));
const script = '/usr/bin/script';

const plan = 'name: Shop\nchecks: none\ntasks: [{ id: T1, name: First, run: "true" }]\n';

/** `script` of util-linux gives a command a terminal of its own; where it is not, there is nothing to try it with. */
const hasTerminal = await access(script, constants.X_OK).then(
  () => process.platform === 'linux',
  () => false,
);

describe('commands that look on', () => {
  let sandbox: Sandbox;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    sandbox = await makeSandbox();
    env = { ...process.env, XDG_CACHE_HOME: sandbox.cache, TERM: 'xterm', NO_COLOR: '1' };
    const file = await sandbox.write('plan.yaml', plan);
    expect((await callsIn(sandbox)('run', file)).exitCode).toBe(4);
  });
  afterAll(() => sandbox.remove());

  /** Presses a key as soon as the view is there. */
  function monitorUntil(key: string): Promise<{ exitCode: number | null; screen: string }> {
    const command = `stty rows 24 columns 90; '${process.execPath}' '${bin}' monitor; echo "code $?"; stty -a`;
    const child = spawn(script, ['--quiet', '--return', '--command', command, '/dev/null'], {
      cwd: sandbox.repository,
      env,
    });
    let screen = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const isThere = screen.includes('q leaves this view');
      screen += text;
      if (!isThere && screen.includes('q leaves this view')) child.stdin.write(key);
    });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exitCode) => resolve({ exitCode, screen }));
    });
  }

  it.runIf(hasTerminal).each([
    ['q', 'q', 0],
    ['Ctrl-C', '\u0003', 130],
  ])('monitor leaves the terminal as it was after %s', async (_, key, code) => {
    const { screen } = await monitorUntil(key);
    expect(screen).toContain('Waiting for a person');
    expect(screen).toContain('The plan waits for approval');
    expect(screen).toContain('nobody works here now');
    const after = screen.slice(screen.lastIndexOf(`${escape}[?25h${escape}[?1049l`));
    expect(after).toContain(`code ${code}`);
    expect(after).toMatch(/ icanon/);
    expect(after).toMatch(/ echo /);
  });

  it('tail waits for what is to come, and ends with Ctrl-C', async () => {
    const tail = startCli(['--json', 'events', 'tail', '--follow', '-n', '1'], {
      cwd: sandbox.repository,
      env,
    });
    await tail.printed(/workflow\.planned/);
    tail.kill('SIGINT');
    expect(await tail.ended).toMatchObject({ exitCode: 130, stderr: '' });
  });
});

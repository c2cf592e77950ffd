import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const install = new URL('./install.mjs', import.meta.url).href;

const copies = 'mkdir -p node_modules/.pnpm && cp pnpm-lock.yaml node_modules/.pnpm/lock.yaml';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'atms-install-'));
  writeFileSync(join(root, 'pnpm-lock.yaml'), 'lockfileVersion: one\n');
  standIn(copies);
});
afterEach(() => rmSync(root, { recursive: true }));

/** A program in the place of `npx`: it notes its arguments, does what is said and ends with that. */
function standIn(does: string): void {
  mkdirSync(join(root, 'bin'), { recursive: true });
  const program = join(root, 'bin', 'npx');
  writeFileSync(program, `#!/bin/sh\necho "$@" >> calls\necho 'installer speaks'\n${does}\n`);
  chmodSync(program, 0o755);
}

function calls(): readonly string[] {
  const file = join(root, 'calls');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process of its own, as when somebody types the command. `heard` is called with what it says meanwhile. */
function start(heard: (text: string) => void = () => undefined): Promise<Ended> {
  const program = `
    const { installWhenNeeded } = await import(${JSON.stringify(install)});
    await installWhenNeeded({ root: ${JSON.stringify(root)} }).catch((error) => {
      console.error(error.code, error.message);
      process.exitCode = 69;
    });`;
  const env = {
    ...process.env,
    PATH: `${join(root, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
  };
  return new Promise((resolve) => {
    const args = ['--input-type=module', '-e', program];
    const child = execFile(process.execPath, args, { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
    child.stderr?.on('data', (text: unknown) => heard(String(text)));
  });
}

describe('the installation before a start', () => {
  it('is done once and then not again', async () => {
    await start();
    expect((await start()).code).toBe(0);
    expect(calls()).toEqual([expect.stringContaining('-y pnpm@12 install --frozen-lockfile')]);
  });

  it('is done again when the lockfile has changed', async () => {
    await start();
    writeFileSync(join(root, 'pnpm-lock.yaml'), 'lockfileVersion: two\n');
    await start();
    expect(calls()).toHaveLength(2);
  });

  it('is done once when several start together', async () => {
    standIn(`until [ -e go ]; do sleep 0.02; done; ${copies}`);
    let waiting = 0;
    const heard = (text: string) => {
      waiting += text.includes('waiting for it') ? 1 : 0;
      if (waiting === 3) writeFileSync(join(root, 'go'), '');
    };
    const ended = await Promise.all([start(heard), start(heard), start(heard), start(heard)]);
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(calls()).toHaveLength(1);
  });

  it('writes nothing to stdout', async () => {
    const { stdout, stderr } = await start();
    expect(stdout).toBe('');
    expect(stderr).toContain('installer speaks');
  });

  it('is not repeated when pnpm notes something else than the lockfile', async () => {
    standIn('mkdir -p node_modules/.pnpm && echo less > node_modules/.pnpm/lock.yaml');
    await start();
    await start();
    expect(calls()).toHaveLength(1);
  });

  it('says why it failed and what to do, and leaves no lock', async () => {
    standIn('exit 7');
    const { code, stderr } = await start();
    expect(code).toBe(69);
    expect(stderr).toContain(
      'install-failed the dependencies are not installed: the installer ended with 7',
    );
    expect(stderr).toContain(`cd ${root} && npx -y pnpm@12 install --frozen-lockfile`);
    expect(existsSync(join(root, '.atms-install'))).toBe(false);
  });

  it('says that npm is missing when it is', async () => {
    rmSync(join(root, 'bin', 'npx'));
    const { PATH } = process.env;
    process.env['PATH'] = '';
    const { code, stderr } = await start().finally(() => (process.env['PATH'] = PATH));
    expect(code).toBe(69);
    expect(stderr).toContain('npx could not be started');
  });
});

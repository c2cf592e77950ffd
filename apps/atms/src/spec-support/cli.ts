import { spawn } from 'node:child_process';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { git } from '../git.ts';

const bin = fileURLToPath(new URL('../../../../bin/atms.mjs', import.meta.url));

export interface CliEnd {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly ended: Promise<CliEnd>;
  kill(signal: NodeJS.Signals): void;
}

/** A folder with a repository in it, for real `atms` processes without a terminal. */
export interface Sandbox {
  readonly folder: string;
  readonly repository: string;
  atms(...argv: readonly string[]): Promise<CliEnd>;
  start(...argv: readonly string[]): RunningCli;
  /** Writes a file in the folder, outside of the repository. @returns its path */
  write(name: string, content: string): Promise<string>;
  git(...argv: readonly string[]): Promise<string>;
  remove(): Promise<void>;
}

export async function makeSandbox(): Promise<Sandbox> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'atms-cli-')));
  const repository = join(folder, 'repository');
  await git(folder, 'init', '--quiet', '--initial-branch=main', repository);
  await git(repository, ...identity, 'commit', '--quiet', '--allow-empty', '--message=Begin');
  const env = environment(folder);
  const start = (...argv: readonly string[]) => startCli(argv, { cwd: repository, env });
  return {
    folder,
    repository,
    start,
    atms: (...argv) => start(...argv).ended,
    async write(name, content) {
      await writeFile(join(folder, name), content);
      return join(folder, name);
    },
    git: (...argv) => git(repository, ...identity, ...argv),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

const identity = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@atms.invalid'];

/** Nothing of the caller's ATMS, git or cache. */
function environment(folder: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(ATMS_|GIT_)/.test(name));
  return {
    ...Object.fromEntries(kept),
    XDG_CACHE_HOME: join(folder, 'cache'),
    GIT_CONFIG_GLOBAL: '/dev/null',
    NO_COLOR: '1',
  };
}

function startCli(
  argv: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): RunningCli {
  const child = spawn(process.execPath, [bin, ...argv], {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (written.stderr += text));
  const ended = new Promise<CliEnd>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, ...written }));
  });
  return { ended, kill: (signal) => child.kill(signal) };
}

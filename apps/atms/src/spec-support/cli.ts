import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { git } from '../git.ts';
import { startCli } from './running-cli.ts';
import type { CliEnd, RunningCli } from './running-cli.ts';

/** For `vi.waitFor`: a fact is looked for this often; the limit is only a safety net. */
export const patience = { timeout: 120_000, interval: 50 };

/** A folder with a repository in it, for real `atms` processes without a terminal. */
export interface Sandbox {
  readonly folder: string;
  readonly repository: string;
  /** Where these processes keep their worktrees. */
  readonly cache: string;
  atms(...argv: readonly string[]): Promise<CliEnd>;
  start(...argv: readonly string[]): RunningCli;
  /** Writes a file in the folder, outside of the repository. @returns its path */
  write(name: string, content: string): Promise<string>;
  git(...argv: readonly string[]): Promise<string>;
  /** Ends what still runs, and leaves nothing. */
  remove(): Promise<void>;
}

export interface SandboxOptions {
  /** Of the repository's folder. */
  readonly name?: string;
  /** For the processes, beside the caller's environment or in its place. */
  readonly environment?: NodeJS.ProcessEnv;
}

export async function makeSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'atms-cli-')));
  const repository = join(folder, options.name ?? 'repository');
  await git(folder, 'init', '--quiet', '--initial-branch=main', repository);
  await git(repository, ...identity, 'commit', '--quiet', '--allow-empty', '--message=Begin');
  const cache = join(folder, 'cache');
  const env = { ...environment(cache), ...options.environment };
  const started: RunningCli[] = [];
  const start = (...argv: readonly string[]) => {
    const running = startCli(argv, { cwd: repository, env });
    started.push(running);
    return running;
  };
  return {
    folder,
    repository,
    cache,
    start,
    atms: (...argv) => start(...argv).ended,
    async write(name, content) {
      await writeFile(join(folder, name), content);
      return join(folder, name);
    },
    git: (...argv) => git(repository, ...identity, ...argv),
    async remove() {
      for (const running of started) running.kill('SIGKILL');
      await Promise.all(started.map(({ ended }) => ended));
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

const identity = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@atms.invalid'];

/** Nothing of the caller's ATMS, git or cache. */
function environment(cache: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(ATMS_|GIT_)/.test(name));
  return {
    ...Object.fromEntries(kept),
    XDG_CACHE_HOME: cache,
    GIT_CONFIG_GLOBAL: '/dev/null',
    NO_COLOR: '1',
  };
}

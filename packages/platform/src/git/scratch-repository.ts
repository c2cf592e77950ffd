// For tests: a real repository in a temporary folder, and a home of its own, so that neither the
// configuration of the machine nor that of the person who runs the tests takes part.

import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { GitError } from './git-error.ts';
import { attemptGitEnvironment, type GitIdentity } from './environment.ts';

/** The person whose repository it is. */
const person: GitIdentity = { name: 'Pat User', email: 'pat@example.com' };

/** The agent in the attempt. */
export const worker: GitIdentity = { name: 'worker.shell', email: 'task-1.1@attempt.atms.invalid' };

export interface Scratch {
  /** Temporary folder; everything lies in it. */
  readonly root: string;
  /** Top of a repository with one commit on `main` that holds `a.txt`. */
  readonly top: string;
  /** Where an attempt's worktree would be. */
  readonly worktree: string;
  /** Runs git as the person, in the repository. */
  git(...args: readonly string[]): Promise<string>;
  /** Runs git as the person would, in another folder. */
  gitIn(folder: string, ...args: readonly string[]): Promise<string>;
  /** Runs git as the agent of the attempt would, in a folder. */
  gitAsWorker(folder: string, ...args: readonly string[]): Promise<string>;
  /** Writes a file, relative to the root, and the folders above it. */
  write(path: string, text: string, mode?: number): Promise<void>;
  read(path: string): Promise<string>;
  remove(): Promise<void>;
}

export async function createScratch(): Promise<Scratch> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'atms-git-')));
  const scratch = scratchIn(root, enterHome(join(root, 'home')));
  await mkdir(join(root, 'home'));
  await makeFirstCommit(scratch);
  return scratch;
}

/** The error that an act ends with, to look at its code and its message. */
export async function failureOf(act: Promise<unknown>): Promise<GitError> {
  const error: unknown = await act.then(
    () => new Error('It did not fail.'),
    (reason: unknown) => reason,
  );
  if (error instanceof GitError) return error;
  throw error;
}

function scratchIn(root: string, leaveHome: () => void): Scratch {
  const top = join(root, 'repo');
  const asPerson = identityOf(person);
  return {
    root,
    top,
    worktree: join(root, 'cache', 'task-1-1'),
    git: async (...args) => plainGit(top, args, asPerson),
    gitIn: async (folder, ...args) => plainGit(folder, args, asPerson),
    gitAsWorker: async (folder, ...args) => plainGit(folder, args, attemptGitEnvironment(worker)),
    write: async (path, text, mode) => writeWithFolders(join(root, path), text, mode),
    read: async (path) => readFile(join(root, path), 'utf8'),
    remove: async () => {
      leaveHome();
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function makeFirstCommit(scratch: Scratch): Promise<void> {
  await scratch.gitIn(scratch.root, 'init', '--quiet', '--initial-branch=main', scratch.top);
  await scratch.write('repo/a.txt', 'one\ntwo\nthree\n');
  await scratch.git('add', '--all');
  await scratch.git('commit', '--quiet', '--message=First');
}

/** Makes `home` the home folder of this process, whose environment our git calls take it from. */
function enterHome(home: string): () => void {
  const before = { ...process.env };
  process.env['HOME'] = home;
  process.env['GIT_CONFIG_NOSYSTEM'] = '1';
  delete process.env['XDG_CONFIG_HOME'];
  delete process.env['GIT_CONFIG_GLOBAL'];
  return () => {
    process.env = before;
  };
}

async function plainGit(
  cwd: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<string> {
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, GIT_CONFIG_NOSYSTEM: '1', ...variables };
  const result = await execa('git', args, { cwd, env, extendEnv: false });
  return result.stdout;
}

function identityOf(who: GitIdentity): Record<string, string> {
  return {
    GIT_AUTHOR_NAME: who.name,
    GIT_AUTHOR_EMAIL: who.email,
    GIT_COMMITTER_NAME: who.name,
    GIT_COMMITTER_EMAIL: who.email,
  };
}

async function writeWithFolders(path: string, text: string, mode?: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  if (mode !== undefined) await chmod(path, mode);
}

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A person's repository with one commit on `main` that holds `a.txt`, in a temporary folder of its own. */
export interface GitRepository {
  /** The temporary folder. */
  readonly root: string;
  /** Top of the checkout. */
  readonly top: string;
  /** Runs git as the person, in the checkout. @returns what it printed, without the last line feed. */
  git(...args: readonly string[]): Promise<string>;
  /** Commits everything as the person. @returns the commit. */
  commit(message: string): Promise<string>;
  /** Writes a file in the checkout, and the folders above it. */
  write(path: string, text: string): Promise<void>;
  /** The text of a file in a commit. */
  show(commit: string, path: string): Promise<string>;
  /** Paths of everything in a commit. */
  files(commit: string): Promise<readonly string[]>;
  read(path: string): Promise<string>;
  close(): Promise<void>;
}

/** Neither the configuration of the machine nor that of whoever runs the tests takes part, in our own git calls neither. */
const plain = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
const person = {
  GIT_AUTHOR_NAME: 'Pat User',
  GIT_AUTHOR_EMAIL: 'pat@example.com',
  GIT_COMMITTER_NAME: 'Pat User',
  GIT_COMMITTER_EMAIL: 'pat@example.com',
};

export async function createGitRepository(): Promise<GitRepository> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'atms-repository-')));
  const top = join(root, 'repo');
  const before = { ...process.env };
  Object.assign(process.env, plain);
  const env = { PATH: process.env['PATH'], HOME: root, ...plain, ...person };
  const git = async (...args: readonly string[]) =>
    (await run('git', [...args], { cwd: top, env })).stdout.replace(/\n$/, '');
  const repository: GitRepository = {
    root,
    top,
    git,
    async commit(message) {
      await git('add', '--all');
      await git('commit', '--quiet', '--allow-empty', `--message=${message}`);
      return git('rev-parse', 'HEAD');
    },
    async write(path, text) {
      await mkdir(dirname(join(top, path)), { recursive: true });
      await writeFile(join(top, path), text);
    },
    show: (commit, path) => git('show', `${commit}:${path}`),
    files: async (commit) => (await git('ls-tree', '-r', '--name-only', commit)).split('\n'),
    read: (path) => readFile(join(top, path), 'utf8'),
    async close() {
      process.env = before;
      await rm(root, { recursive: true, force: true });
    },
  };
  await mkdir(top);
  await git('init', '--quiet', '--initial-branch=main');
  await repository.write('a.txt', 'one\ntwo\nthree\n');
  await repository.commit('First');
  return repository;
}

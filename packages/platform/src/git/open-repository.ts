import { realpath } from 'node:fs/promises';
import { resolve as absolute } from 'node:path';
import { commitAll } from './commit-all.ts';
import { commitTree, fileAt, isAncestor, listFiles, resolveCommit, treeOf } from './commits.ts';
import { composeTree } from './compose-tree.ts';
import { changedPaths, diff, diffStat, isDirty } from './diffs.ts';
import { GitError } from './git-error.ts';
import { mergeTree } from './merging.ts';
import { keepOwnCommits } from './own-commits.ts';
import { compareAndSwap, deleteRef, refObstacle } from './refs.ts';
import type { Repository } from './repository.ts';
import { gitFailed, gitLine, type RepositoryPlace, runGit } from './run-git.ts';
import { addWorktree, checkedOutAt, listWorktrees, removeWorktree } from './worktrees.ts';

/** `git merge-tree --write-tree` came with 2.38. */
const oldestGit = { major: 2, minor: 38 };

/**
 * Opens the repository that `dir` lies in.
 * @throws GitError `git-missing`, `git-too-old`, `folder-missing`, `not-a-repository`,
 * `bare-repository`, `unsafe-repository`, `no-commit`
 */
export async function openRepository(dir: string): Promise<Repository> {
  const folder = absolute(dir);
  await requireGit(folder);
  await requireCheckout(folder);
  const place = await locate(folder);
  await requireCommit(place);
  return createRepository(place);
}

function createRepository(place: RepositoryPlace): Repository {
  return {
    ...place,
    resolve: (ref) => resolveCommit(place, ref),
    treeOf: (commit) => treeOf(place, commit),
    addWorktree: (request) => addWorktree(place, request),
    removeWorktree: (path) => removeWorktree(place, path),
    listWorktrees: () => listWorktrees(place),
    commitAll: (request) => commitAll(place, request),
    keepOwnCommits: (request) => keepOwnCommits(place, request),
    changedPaths: (base, commit) => changedPaths(place, base, commit),
    diff: (request) => diff(place, request),
    diffStat: (base, commit) => diffStat(place, base, commit),
    mergeTree: (request) => mergeTree(place, request),
    composeTree: (request) => composeTree(place, request),
    commitTree: (request) => commitTree(place, request),
    compareAndSwap: (request) => compareAndSwap(place, request),
    deleteRef: (ref) => deleteRef(place, ref),
    isAncestor: (ancestor, descendant) => isAncestor(place, ancestor, descendant),
    checkedOutAt: (branch) => checkedOutAt(place, branch),
    refObstacle: (branch) => refObstacle(place, branch),
    isDirty: () => isDirty(place),
    fileAt: (commit, path) => fileAt(place, commit, path),
    listFiles: (commit) => listFiles(place, commit),
  };
}

async function requireGit(folder: string): Promise<void> {
  const said = await gitLine({ cwd: folder, args: ['--version'] });
  const [, major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(said) ?? []).map(Number);
  if (major > oldestGit.major || (major === oldestGit.major && minor >= oldestGit.minor)) return;
  throw new GitError({
    code: 'git-too-old',
    message: `ATMS needs git ${oldestGit.major}.${oldestGit.minor} or newer, and this is '${said}'. Install a newer git and start again.`,
  });
}

async function requireCheckout(folder: string): Promise<void> {
  const call = {
    cwd: folder,
    args: ['rev-parse', '--is-bare-repository', '--is-inside-git-dir'],
    answers: [128],
  };
  const answer = await runGit(call);
  if (answer.stderr.includes('dubious ownership')) throw unsafe(folder, answer.stderr);
  if (answer.stderr.includes('not a git repository')) throw notARepository(folder);
  if (answer.exitCode !== 0) throw gitFailed(call, answer);
  const [bare, insideGitFolder] = answer.stdout.split('\n');
  if (bare === 'true') throw bareRepository(folder);
  if (insideGitFolder === 'true') throw notARepository(folder, 'it lies inside a .git folder');
}

async function locate(folder: string): Promise<RepositoryPlace> {
  const ask = (...args: readonly string[]): Promise<string> =>
    gitLine({ cwd: folder, args: ['rev-parse', '--path-format=absolute', ...args] });
  const [top, commonDir] = await Promise.all([ask('--show-toplevel'), ask('--git-common-dir')]);
  return { top: await realpath(top), commonDir: await realpath(commonDir) };
}

async function requireCommit(place: RepositoryPlace): Promise<void> {
  if ((await resolveCommit(place, 'HEAD')) !== undefined) return;
  throw new GitError({
    code: 'no-commit',
    message: `The repository ${place.top} has no commit on its current branch yet, so agents have nothing to start from. Commit something first, for example: git -C '${place.top}' commit --allow-empty -m 'Begin'`,
  });
}

function notARepository(folder: string, why = 'neither it nor a folder above it is one'): GitError {
  return new GitError({
    code: 'not-a-repository',
    message: `${folder} is not in the checkout of a git repository: ${why}. Go to a repository, name one, or make one with 'git init' and a first commit.`,
  });
}

function bareRepository(folder: string): GitError {
  return new GitError({
    code: 'bare-repository',
    message: `${folder} is a bare repository, without a checkout to work from. Make one with 'git worktree add' or 'git clone' and start there.`,
  });
}

function unsafe(folder: string, stderr: string): GitError {
  return new GitError({
    code: 'unsafe-repository',
    message: `git does not trust the repository at ${folder}, because it belongs to another user. git says: ${stderr.trim()}`,
    stderr,
  });
}

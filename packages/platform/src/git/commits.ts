import { type GitIdentity, atmsIdentity } from './environment.ts';
import { GitError } from './git-error.ts';
import type { CommitTree } from './repository.ts';
import { gitLine, gitList, type RepositoryPlace, runGit } from './run-git.ts';

export async function resolveCommit(
  place: RepositoryPlace,
  ref: string,
): Promise<string | undefined> {
  return resolveObject(place, `${ref}^{commit}`);
}

/** @throws GitError `unknown-commit` */
export async function treeOf(place: RepositoryPlace, commit: string): Promise<string> {
  const tree = await resolveObject(place, `${commit}^{tree}`);
  if (tree === undefined) throw unknownCommit(place, commit);
  return tree;
}

export async function isAncestor(
  place: RepositoryPlace,
  ancestor: string,
  descendant: string,
): Promise<boolean> {
  const args = ['merge-base', '--is-ancestor', ancestor, descendant];
  return (await runGit({ cwd: place.top, args, answers: [1] })).exitCode === 0;
}

/** @throws GitError `unknown-commit` */
export async function fileAt(
  place: RepositoryPlace,
  commit: string,
  path: string,
): Promise<string | undefined> {
  const tree = await treeOf(place, commit);
  const entries = await gitList({
    cwd: place.top,
    args: ['ls-tree', '-z', '--full-tree', tree, '--', path],
  });
  const blob = entries
    .map((entry) => blobNamed(entry, path))
    .find((object) => object !== undefined);
  if (blob === undefined) return undefined;
  return (await runGit({ cwd: place.top, args: ['cat-file', 'blob', blob] })).stdout;
}

/** @throws GitError `unknown-commit` */
export async function listFiles(
  place: RepositoryPlace,
  commit: string,
): Promise<readonly string[]> {
  const tree = await treeOf(place, commit);
  const args = ['ls-tree', '-r', '--name-only', '-z', '--full-tree', tree];
  return gitList({ cwd: place.top, args });
}

/**
 * The object of an `ls-tree` entry `<mode> <type> <object>\t<path>`, if it is a file of that path.
 */
function blobNamed(entry: string, path: string): string | undefined {
  const tab = entry.indexOf('\t');
  const [, type, object] = entry.slice(0, tab).split(' ');
  return type === 'blob' && entry.slice(tab + 1) === path ? object : undefined;
}

export async function commitTree(place: RepositoryPlace, request: CommitTree): Promise<string> {
  return writeCommit(place, { ...request, date: gitDate(request.at) });
}

export interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: GitIdentity;
  /** In a form that git reads; now, when absent. */
  readonly date?: string;
}

export async function writeCommit(place: RepositoryPlace, commit: NewCommit): Promise<string> {
  const parents = commit.parents.flatMap((parent) => ['-p', parent]);
  return gitLine({
    cwd: place.top,
    args: ['commit-tree', commit.tree, ...parents, '-F', '-'],
    env: commitVariables(commit),
    input: commit.message,
  });
}

function commitVariables(commit: NewCommit): Record<string, string> {
  const dates =
    commit.date === undefined
      ? {}
      : { GIT_AUTHOR_DATE: commit.date, GIT_COMMITTER_DATE: commit.date };
  return {
    GIT_AUTHOR_NAME: commit.author.name,
    GIT_AUTHOR_EMAIL: commit.author.email,
    GIT_COMMITTER_NAME: atmsIdentity.name,
    GIT_COMMITTER_EMAIL: atmsIdentity.email,
    ...dates,
  };
}

/**
 * Seconds since 1970 in UTC: what git stores, so the same instant gives the same commit in every
 * time zone.
 */
function gitDate(at: string): string {
  const ms = Date.parse(at);
  if (Number.isNaN(ms))
    throw new RangeError(`A commit was asked for at '${at}', which is not an ISO instant.`);
  return `@${Math.floor(ms / 1000)} +0000`;
}

async function resolveObject(place: RepositoryPlace, name: string): Promise<string | undefined> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', name];
  const answer = await runGit({ cwd: place.top, args, answers: [1] });
  return answer.exitCode === 0 ? answer.stdout.trim() : undefined;
}

function unknownCommit(place: RepositoryPlace, commit: string): GitError {
  return new GitError({
    code: 'unknown-commit',
    message: `The repository ${place.top} has no commit '${commit}'. It may have been removed by 'git gc' after its ref was deleted, or it belongs to another repository.`,
  });
}

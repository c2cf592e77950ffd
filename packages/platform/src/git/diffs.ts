import type { Diff, DiffRequest, DiffStat } from './repository.ts';
import { gitList, type RepositoryPlace, runGit } from './run-git.ts';

// Plumbing, because `git diff` follows a dozen settings of the user; and submodules count although
// .gitmodules, which an agent may write, can ask for them to be ignored.
const compare = ['diff-tree', '-r', '--ignore-submodules=none'];

export async function changedPaths(
  place: RepositoryPlace,
  base: string,
  commit: string,
): Promise<readonly string[]> {
  return gitList({
    cwd: place.top,
    args: [...compare, '--no-renames', '--name-only', '-z', base, commit],
  });
}

export async function diff(place: RepositoryPlace, request: DiffRequest): Promise<Diff> {
  const shape = ['-p', '-M', '--no-color', '--no-ext-diff', '--no-textconv'];
  const answer = await runGit({
    cwd: place.top,
    args: [...compare, ...shape, request.base, request.commit],
    maxBytes: request.maxBytes,
  });
  return { text: answer.stdout, truncated: answer.truncated };
}

export async function diffStat(
  place: RepositoryPlace,
  base: string,
  commit: string,
): Promise<DiffStat> {
  const answer = await runGit({
    cwd: place.top,
    args: [...compare, '-M', '--shortstat', base, commit],
  });
  return {
    files: countBefore(answer.stdout, / files? changed/),
    insertions: countBefore(answer.stdout, / insertions?\(\+\)/),
    deletions: countBefore(answer.stdout, / deletions?\(-\)/),
  };
}

/**
 * Whether the user's own checkout differs from its commit. The user's index is read and not
 * refreshed.
 */
export async function isDirty(place: RepositoryPlace): Promise<boolean> {
  const changes = await gitList({
    cwd: place.top,
    args: ['status', '--porcelain', '-z', '--untracked-files=normal'],
  });
  return changes.length > 0;
}

function countBefore(text: string, word: RegExp): number {
  return Number(new RegExp(`(\\d+)${word.source}`).exec(text)?.[1] ?? 0);
}

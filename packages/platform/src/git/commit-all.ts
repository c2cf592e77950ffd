import { stat } from 'node:fs/promises';
import { resolve as absolute } from 'node:path';
import { treeOf, writeCommit } from './commits.ts';
import { GitError } from './git-error.ts';
import { withOwnIndex } from './own-index.ts';
import { setRef } from './refs.ts';
import type { CommitAll, CommittedWork } from './repository.ts';
import type { RepositoryPlace } from './run-git.ts';
import { type StagedTree, stageEverything } from './staging.ts';
import { registrationOf, startOfWorktree } from './worktrees.ts';

/**
 * Commits what lies in a worktree on top of its start commit. Commits that the agent made itself
 * are not built upon: what counts is in the files. `keepOwnCommits` keeps them from being forgotten.
 * @throws GitError `worktree-missing`, `no-start-commit`, `unknown-commit`
 */
export async function commitAll(
  place: RepositoryPlace,
  request: CommitAll,
): Promise<CommittedWork> {
  const worktree = absolute(request.worktree);
  await requireFolder(worktree);
  const parent = request.parent ?? (await startOrThrow(place, worktree));
  const before = await treeOf(place, parent);
  const { tree, skipped } = await stagedTree(place, { ...request, worktree }, parent);
  const changed = tree !== before;
  const commit = changed
    ? await writeCommit(place, { ...request, tree, parents: [parent] })
    : parent;
  if (request.ref !== undefined) await setRef(place, request.ref, commit);
  return { commit, tree, changed, skipped };
}

async function stagedTree(
  place: RepositoryPlace,
  { worktree, exclude = [] }: CommitAll,
  parent: string,
): Promise<StagedTree> {
  const registration = await registrationOf(place, worktree);
  return withOwnIndex(registration, async (indexFile) =>
    stageEverything({ place, worktree, parent, indexFile, registration, exclude }),
  );
}

async function requireFolder(worktree: string): Promise<void> {
  const found = await stat(worktree).catch(() => undefined);
  if (found?.isDirectory() === true) return;
  throw new GitError({
    code: 'worktree-missing',
    message: `The work in ${worktree} could not be committed: that folder is gone. What the last checkpoint holds is what there is; start the next attempt from it.`,
  });
}

async function startOrThrow(place: RepositoryPlace, worktree: string): Promise<string> {
  const start = await startOfWorktree(place, worktree);
  if (start !== undefined) return start;
  throw new GitError({
    code: 'no-start-commit',
    message: `The work in ${worktree} could not be committed: the repository ${place.top} no longer knows which commit that worktree began at. Name the parent commit.`,
  });
}

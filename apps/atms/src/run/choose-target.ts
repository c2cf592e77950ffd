import { AtmsError, messageOf } from '@atms/eventsourcing';
import type { Repository } from '@atms/platform/git';
import { git } from '../git.ts';
import type { Target } from './workflow-request.ts';

export interface ChosenTarget extends Target {
  /** What the person should know before saying yes; one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Where the work lands, from which commit.
 * @throws AtmsError `usage` for a name that git allows for no branch, or cannot write; `branch-checked-out` or `branch-in-the-way`:
 * nothing that ATMS may change by itself.
 */
export async function chooseTarget(repository: Repository, branch: string): Promise<ChosenTarget> {
  await refuseObstacles(repository, branch);
  const existing = await repository.resolve(`refs/heads/${branch}`);
  const base = existing ?? (await headOf(repository));
  const notes = [
    ...(existing === undefined
      ? []
      : [`The branch ${branch} exists; the work goes on from its last commit.`]),
    ...(await uncommitted(repository)),
    ...(await submodules(repository, base)),
  ];
  return { repository: repository.top, branch, base, notes };
}

/** Every part of a branch is a file or folder of git's, with `.lock` behind it while it moves. */
const longestPartBytes = 255 - '.lock'.length;

function refuseTooLong(branch: string): void {
  if (branch.split('/').every((part) => Buffer.byteLength(part) <= longestPartBytes)) return;
  throw new AtmsError(
    'usage',
    `The name of the branch is too long for the files of git: at most ${longestPartBytes} bytes between two slashes. To choose one: --branch NAME`,
  );
}

async function refuseObstacles(repository: Repository, branch: string): Promise<void> {
  refuseTooLong(branch);
  const obstacle = await repository.refObstacle(branch);
  if (obstacle !== undefined) {
    const code = (await isBranchName(repository, branch)) ? 'branch-in-the-way' : 'usage';
    throw new AtmsError(code, `${obstacle} To choose one: --branch NAME`);
  }
  const place = await repository.checkedOutAt(branch);
  if (place === undefined) return;
  throw new AtmsError(
    'branch-checked-out',
    `The branch ${branch} is checked out in ${place}; its files would not follow the merges. ` +
      `Check out another branch there, or choose another one with --branch`,
  );
}

/** Git refuses by its exit code; what it answers differs from the name where that is a shorthand like `@{-1}`. */
async function isBranchName({ top }: Repository, branch: string): Promise<boolean> {
  return git(top, 'check-ref-format', '--branch', branch).then(
    (said) => said.trim() === branch,
    () => false,
  );
}

async function headOf(repository: Repository): Promise<string> {
  const head = await repository.resolve('HEAD');
  if (head !== undefined) return head;
  throw new AtmsError('no-commit', `${repository.top} has no commit to start from`);
}

/** Git makes no worktree with them, and where they come from may not be reachable. */
async function submodules(repository: Repository, base: string): Promise<readonly string[]> {
  if ((await repository.fileAt(base, '.gitmodules')) === undefined) return [];
  return [
    'The repository has submodules; in the worktrees of agents and checks their folders are empty. To fill them: `prepare: git submodule update --init` in the plan.',
  ];
}

async function uncommitted({ top }: Repository): Promise<readonly string[]> {
  const args = ['--no-optional-locks', 'status', '--porcelain', '-z', '--no-renames'];
  const status = await git(top, ...args).catch((error: unknown) => {
    throw filterMissing(top, error);
  });
  const count = status.split('\0').filter((entry) => entry !== '').length;
  if (count === 0) return [];
  const changes = count === 1 ? '1 uncommitted change' : `${count} uncommitted changes`;
  const are = count === 1 ? 'is' : 'are';
  return [
    `The work starts from the last commit; ${changes} in your checkout ${are} left alone and not seen by the agents.`,
  ];
}

/** With `filter.<name>.required` git can neither look at the files nor check them out. */
function filterMissing(top: string, error: unknown): unknown {
  const name = /filter '([^']+)' failed/.exec(messageOf(error))?.[1];
  if (name === undefined) return error;
  const program =
    name === 'lfs' ? 'git-lfs' : `the program of filter.${name} in git's configuration`;
  return new AtmsError(
    'git-filter-failed',
    `Files of ${top} go through the filter '${name}', which cannot be run, so no worktree can be made of it. Install ${program}, then try again`,
    { cause: error },
  );
}

import { GitError } from './git-error.ts';
import type { RefSwap } from './repository.ts';
import {
  type GitAnswer,
  type GitCall,
  gitFailed,
  type RepositoryPlace,
  runGit,
} from './run-git.ts';

/**
 * Moves a ref only from the value that it is believed to have.
 * @throws GitError `ref-locked` when another process keeps the ref locked, `ref-in-the-way`,
 * `git-failed`
 */
export async function compareAndSwap(
  place: RepositoryPlace,
  swap: RefSwap,
): Promise<'swapped' | 'moved'> {
  const expected = swap.from === 'absent' ? '0'.repeat(swap.to.length) : swap.from;
  const args = ['update-ref', '--no-deref', '-m', swap.reason, swap.ref, swap.to, expected];
  return changeIfUnmoved(place, { ref: swap.ref, from: swap.from, args });
}

/** Deletes a ref only if it has the value that it is believed to have. */
export async function deleteIfUnmoved(
  place: RepositoryPlace,
  ref: string,
  from: string,
): Promise<'swapped' | 'moved'> {
  return changeIfUnmoved(place, { ref, from, args: ['update-ref', '--no-deref', '-d', ref, from] });
}

/** Points a ref at a commit, whatever it pointed at before. */
export async function setRef(place: RepositoryPlace, ref: string, to: string): Promise<void> {
  await changeRef(place, ref, ['update-ref', '--no-deref', ref, to]);
}

export async function deleteRef(place: RepositoryPlace, ref: string): Promise<void> {
  await changeRef(place, ref, ['update-ref', '--no-deref', '-d', ref]);
}

/**
 * The object that a ref itself points at: the tag and not its commit, when it is an annotated tag.
 */
export async function valueOfRef(place: RepositoryPlace, ref: string): Promise<string | undefined> {
  const answer = await runGit({
    cwd: place.top,
    args: ['show-ref', '--verify', '--hash', '--', ref],
    answers: [1, 128],
  });
  return answer.exitCode === 0 ? answer.stdout.trim() : undefined;
}

export async function refObstacle(
  place: RepositoryPlace,
  branch: string,
): Promise<string | undefined> {
  if (!(await isBranchName(place, branch))) {
    return `'${branch}' is not a name that git allows for a branch. Choose another branch name, of letters, digits, '-', '.' and '/'.`;
  }
  const taken = await branchesBeside(place, branch);
  const above = taken.find((name) => branch.startsWith(`${name}/`));
  if (above !== undefined) return inTheWay(above, branch);
  const below = taken.find((name) => name.startsWith(`${branch}/`));
  return below === undefined ? undefined : inTheWay(below, branch);
}

function inTheWay(existing: string, wanted: string): string {
  return `The branch '${existing}' is in the way of '${wanted}': git cannot hold both names. Rename it ('git branch -m ${existing} <new name>') or choose another branch name.`;
}

async function isBranchName(place: RepositoryPlace, branch: string): Promise<boolean> {
  if (branch.startsWith('-') || branch === 'HEAD') return false;
  const args = ['check-ref-format', `refs/heads/${branch}`];
  return (await runGit({ cwd: place.top, args, answers: [1] })).exitCode === 0;
}

/** The branches whose name begins with the same folder as this one, itself included. */
async function branchesBeside(place: RepositoryPlace, branch: string): Promise<readonly string[]> {
  const [folder = branch] = branch.split('/');
  const args = ['for-each-ref', '--format=%(refname:lstrip=2)', `refs/heads/${folder}`];
  const answer = await runGit({ cwd: place.top, args });
  return answer.stdout.split('\n').filter((name) => name !== '');
}

interface GuardedChange {
  readonly ref: string;
  readonly from: string;
  readonly args: readonly string[];
}

async function changeIfUnmoved(
  place: RepositoryPlace,
  change: GuardedChange,
): Promise<'swapped' | 'moved'> {
  const call = { cwd: place.top, args: change.args, answers: [1, 128] };
  const answer = await runGit(call);
  if (answer.exitCode === 0) return 'swapped';
  const now = (await valueOfRef(place, change.ref)) ?? 'absent';
  if (now !== change.from) return 'moved';
  throw refError(call, answer, change.ref);
}

async function changeRef(
  place: RepositoryPlace,
  ref: string,
  args: readonly string[],
): Promise<void> {
  const call = { cwd: place.top, args, answers: [1, 128] };
  const answer = await runGit(call);
  if (answer.exitCode !== 0) throw refError(call, answer, ref);
}

function isLocked(answer: GitAnswer): boolean {
  return /Unable to create '.*\.lock': File exists/.test(answer.stderr);
}

function refError(call: GitCall, answer: GitAnswer, ref: string): GitError {
  if (isLocked(answer)) return refLocked(answer, ref);
  const existing = /'([^']+)' exists; cannot create/.exec(answer.stderr)?.[1];
  return existing === undefined ? gitFailed(call, answer) : refInTheWay(answer, ref, existing);
}

function refLocked(answer: GitAnswer, ref: string): GitError {
  const lock = /Unable to create '(.*\.lock)'/.exec(answer.stderr)?.[1] ?? `${ref}.lock`;
  return new GitError({
    code: 'ref-locked',
    message: `The ref ${ref} could not be moved: another process has held its lock ${lock} for two seconds. If no git is running there, a crash left the file behind; delete it and try again.`,
    stderr: answer.stderr,
  });
}

function refInTheWay(answer: GitAnswer, ref: string, existing: string): GitError {
  return new GitError({
    code: 'ref-in-the-way',
    message: `The ref ${ref} could not be made: ${existing} exists, and git cannot hold both names. Rename or delete ${existing}, or choose another name.`,
    stderr: answer.stderr,
  });
}

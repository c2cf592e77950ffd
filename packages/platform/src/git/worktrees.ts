import { mkdir, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve as absolute } from 'node:path';
import { fullCheckout } from './environment.ts';
import { makeAccessible } from './file-permissions.ts';
import { GitError } from './git-error.ts';
import { isWithin } from './paths.ts';
import { seedOwnIndex } from './own-index.ts';
import type { AddWorktree, Worktree } from './repository.ts';
import { type RepositoryPlace, runGit } from './run-git.ts';

const startFile = 'atms-start';

export async function addWorktree(place: RepositoryPlace, request: AddWorktree): Promise<void> {
  const path = absolute(request.path);
  await removeWorktree(place, path);
  await mkdir(dirname(path), { recursive: true });
  await runGit({
    cwd: place.top,
    args: [...fullCheckout, 'worktree', 'add', '--quiet', '--detach', path, request.commit],
  });
  await setUpOwnFiles(place, path, request.commit);
}

/**
 * @throws GitError `path-refused` for a folder that holds the user's own repository
 */
export async function removeWorktree(place: RepositoryPlace, path: string): Promise<void> {
  const real = await realPathOf(absolute(path));
  refuseOwnRepository(place, real);
  await removeFolder(real);
  for (const folder of await registrationsOf(place, real))
    await rm(folder, { recursive: true, force: true });
}

export async function listWorktrees(place: RepositoryPlace): Promise<readonly Worktree[]> {
  return (await registeredWorktrees(place)).map(({ path, branch }) =>
    branch === undefined ? { path } : { path, branch },
  );
}

export async function checkedOutAt(
  place: RepositoryPlace,
  branch: string,
): Promise<string | undefined> {
  const worktrees = await registeredWorktrees(place);
  return worktrees.find((one) => one.branch === `refs/heads/${branch}` && !one.folderGone)?.path;
}

/**
 * The folder in which git keeps what belongs to this worktree alone: HEAD, index, and our own notes
 * about it.
 */
export async function registrationOf(
  place: RepositoryPlace,
  path: string,
): Promise<string | undefined> {
  return (await registrationsOf(place, await realPathOf(absolute(path))))[0];
}

/** The commit that a worktree was added at. Its HEAD does not tell: the agent may have moved it. */
export async function startOfWorktree(
  place: RepositoryPlace,
  path: string,
): Promise<string | undefined> {
  const folder = await registrationOf(place, path);
  if (folder === undefined) return undefined;
  return (await readText(join(folder, startFile)))?.trim();
}

async function setUpOwnFiles(place: RepositoryPlace, path: string, commit: string): Promise<void> {
  const folder = await registrationOf(place, path);
  if (folder === undefined) return;
  // Git copies what the user set for the one worktree that the repository was opened in, such as
  // sparse patterns.
  await rm(join(folder, 'config.worktree'), { force: true });
  await writeFile(join(folder, startFile), `${commit}\n`);
  await seedOwnIndex(folder);
}

interface RegisteredWorktree extends Worktree {
  readonly folderGone: boolean;
}

async function registeredWorktrees(place: RepositoryPlace): Promise<readonly RegisteredWorktree[]> {
  const answer = await runGit({ cwd: place.top, args: ['worktree', 'list', '--porcelain', '-z'] });
  return answer.stdout
    .split('\0\0')
    .filter((record) => record !== '')
    .map(parseWorktree);
}

/** One record: lines `<word>` or `<word> <value>`, each ended by NUL. */
function parseWorktree(record: string): RegisteredWorktree {
  const lines = record.split('\0');
  const valueOf = (word: string): string | undefined =>
    lines.find((line) => line.startsWith(`${word} `))?.slice(word.length + 1);
  const branch = valueOf('branch');
  const folderGone = lines.some((line) => line === 'prunable' || line.startsWith('prunable '));
  return {
    path: valueOf('worktree') ?? '',
    folderGone,
    ...(branch === undefined ? {} : { branch }),
  };
}

/**
 * The folders under `worktrees/` whose `gitdir` file points into `real`. Read as files, because
 * `git worktree` stops at a registration that is only half there, and because `git worktree prune`
 * would also take those of the user.
 */
async function registrationsOf(place: RepositoryPlace, real: string): Promise<readonly string[]> {
  const all = join(place.commonDir, 'worktrees');
  const names = await readdir(all).catch(() => []);
  const found = await Promise.all(names.map(async (name) => pointsInto(join(all, name), real)));
  return found.filter((folder) => folder !== undefined);
}

async function pointsInto(folder: string, real: string): Promise<string | undefined> {
  const target = (await readText(join(folder, 'gitdir')))?.trim();
  if (target === undefined || target === '') return undefined;
  const worktree = dirname(absolute(folder, target));
  return worktree === real || (await realPathOf(worktree)) === real ? folder : undefined;
}

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

/**
 * The path with symbolic links resolved as far as it exists: git registers worktrees by such a
 * path.
 */
async function realPathOf(path: string): Promise<string> {
  const real = await realpath(path).catch(() => undefined);
  if (real !== undefined) return real;
  const parent = dirname(path);
  return parent === path ? path : join(await realPathOf(parent), basename(path));
}

/** A mistake in a caller must not delete what a person made. */
function refuseOwnRepository(place: RepositoryPlace, real: string): void {
  for (const kept of [place.top, place.commonDir]) {
    if (!isWithin(real, kept)) continue;
    throw new GitError({
      code: 'path-refused',
      message: `The worktree at ${real} was not removed: ${kept} lies in that folder, and it is the user's own. Name the folder of an attempt's worktree.`,
    });
  }
}

async function removeFolder(path: string): Promise<void> {
  // Processes of the attempt that are just dying may still write, hence the retries.
  const options = { recursive: true, force: true, maxRetries: 5, retryDelay: 50 };
  await rm(path, options).catch(async () => {
    await makeAccessible(path);
    await rm(path, options);
  });
}

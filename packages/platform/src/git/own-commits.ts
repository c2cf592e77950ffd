import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseReflogLine } from './reflog.ts';
import type { KeepOwnCommits } from './repository.ts';
import { type RepositoryPlace, runGit } from './run-git.ts';
import { registrationOf, startOfWorktree } from './worktrees.ts';

/**
 * Points a ref at each commit that was made in a worktree and that no ref leads to. Git forgets them otherwise with the
 * worktree, because its HEAD and the log of it lie in the folder that is removed with it. May be repeated: the refs bear
 * the commits' ids.
 */
export async function keepOwnCommits(
  place: RepositoryPlace,
  { worktree, under }: KeepOwnCommits,
): Promise<readonly string[]> {
  const registration = await registrationOf(place, worktree);
  if (registration === undefined) return [];
  const start = await startOfWorktree(place, worktree);
  const seen = (await everyHead(registration)).filter((id) => id !== start);
  if (seen.length === 0) return [];
  const tips = await unreachableTips(place, seen, start);
  const input = tips.map((id) => `update ${under}/${id} ${id}\n`).join('');
  if (tips.length > 0)
    await runGit({ cwd: place.top, args: ['update-ref', '--no-deref', '--stdin'], input });
  return tips;
}

/** The commits that HEAD was at, a reset or a rebase notwithstanding. The files are the agent's: they may hold anything. */
async function everyHead(registration: string): Promise<readonly string[]> {
  const read = (file: string) => readFile(join(registration, file), 'utf8').catch(() => '');
  const logged = (await read('logs/HEAD')).split('\n').map((line) => parseReflogLine(line)?.value);
  const all = [...logged, (await read('HEAD')).trim()];
  return [...new Set(all.filter((id) => id !== undefined))].filter((id) =>
    /^[0-9a-f]{40,64}$/.test(id),
  );
}

/** Those that lead to all the others: whatever is no parent among what no ref leads to. */
async function unreachableTips(
  place: RepositoryPlace,
  ids: readonly string[],
  start: string | undefined,
): Promise<readonly string[]> {
  const reachable = [
    '--not',
    '--single-worktree',
    '--all',
    ...(start === undefined ? [] : [start]),
  ];
  const { stdout } = await runGit({
    cwd: place.top,
    // The worktrees' own HEADs count as refs otherwise, and are what is about to go.
    args: ['rev-list', '--parents', '--ignore-missing', '--stdin', ...reachable],
    input: (await commitsAmong(place, ids)).join('\n'),
  });
  const listed = stdout.split('\n').filter((line) => line !== '');
  const parents = new Set(listed.flatMap((line) => line.split(' ').slice(1)));
  return listed.flatMap((line) => line.split(' ')[0] ?? []).filter((id) => !parents.has(id));
}

/** An agent may have written into the log what is no commit, or what is not there. */
async function commitsAmong(
  place: RepositoryPlace,
  ids: readonly string[],
): Promise<readonly string[]> {
  const args = ['cat-file', '--batch-check=%(objecttype) %(objectname)'];
  const { stdout } = await runGit({ cwd: place.top, args, input: ids.join('\n') });
  return stdout.split('\n').flatMap((line) => /^commit (\S+)$/.exec(line)?.[1] ?? []);
}

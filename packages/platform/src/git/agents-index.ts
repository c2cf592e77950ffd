import { lstat, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runGit, splitNul } from './run-git.ts';
import { ignoredAmong, inStage, pathIn, type Stage, updateIndex } from './stage.ts';

/**
 * Takes over what only the agent's index can tell: an ignored file that it added by force, and a
 * file that it stopped tracking and left on disk. Everything else is seen in the files. An index
 * that cannot be read tells nothing.
 */
export async function followAgentsIndex(stage: Stage): Promise<void> {
  const { added, dropped } = await differencesToParent(stage);
  const present = await plainFiles(stage, [...added, ...dropped]);
  const ignored = await ignoredAmong(stage, present);
  const onPurpose = present.filter((path) => ignored.has(path));
  await updateIndex(
    stage,
    '--add',
    onPurpose.filter((path) => added.has(path)),
  );
  await updateIndex(
    stage,
    '--force-remove',
    onPurpose.filter((path) => dropped.has(path)),
  );
}

interface IndexDifferences {
  readonly added: ReadonlySet<string>;
  readonly dropped: ReadonlySet<string>;
}

async function differencesToParent(stage: Stage): Promise<IndexDifferences> {
  const added = new Set<string>();
  const dropped = new Set<string>();
  const fields = await readDifferences(stage);
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const path = fields[at + 1] ?? '';
    if (fields[at] === 'A') added.add(path);
    if (fields[at] === 'D') dropped.add(path);
  }
  return { added, dropped };
}

/** Status and path by turns. */
async function readDifferences(stage: Stage): Promise<readonly string[]> {
  if (stage.registration === undefined) return [];
  const shape = ['--name-status', '--no-renames', '--ignore-submodules=none', '-z'];
  const call = inStage(stage, ['diff-index', '--cached', ...shape, stage.parent], {
    env: { GIT_INDEX_FILE: join(stage.registration, 'index') },
    answers: [128],
  });
  const answer = await runGit(call);
  return answer.exitCode === 0 ? splitNul(answer.stdout) : [];
}

/**
 * The paths at which a file or a link lies, itself not behind a link, where git would not look for
 * it.
 */
async function plainFiles(stage: Stage, paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  const top = await realpath(stage.worktree);
  const found: string[] = [];
  for (const path of paths) if (await isPlainFile(stage, top, path)) found.push(path);
  return found;
}

async function isPlainFile(stage: Stage, top: string, path: string): Promise<boolean> {
  const full = pathIn(stage, path);
  const entry = await lstat(full).catch(() => undefined);
  if (entry === undefined || entry.isDirectory()) return false;
  return (await realpath(dirname(full))) === dirname(join(top, path));
}

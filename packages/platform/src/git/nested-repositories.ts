import { join } from 'node:path';
import { gitList, runGit } from './run-git.ts';
import {
  ignoredAmong,
  indexed,
  inStage,
  pathIn,
  type Stage,
  untracked,
  updateIndex,
} from './stage.ts';

const submoduleMode = '160000';

/**
 * Takes in the files of repositories that lie in the worktree, which a scaffolding tool or an agent
 * left there by `git init`. Git itself would note only the id of a commit that nobody else has, and
 * the files would be lost. Submodules, which are in the parent or in .gitmodules, stay what they
 * are.
 * @param remaining what git could not add; a repository without a commit is among it, as a folder
 * ending in `/`
 * @returns the files that git refuses to hold
 */
export async function takeInNestedRepositories(
  stage: Stage,
  remaining: readonly string[],
): Promise<readonly string[]> {
  const withoutCommit = remaining
    .filter((path) => path.endsWith('/'))
    .map((path) => path.slice(0, -1));
  const folders = [...(await newSubmoduleEntries(stage)), ...withoutCommit];
  if (folders.length === 0) return [];
  const submodules = await declaredSubmodules(stage);
  const refused: string[] = [];
  for (const folder of folders)
    if (!submodules.has(folder)) refused.push(...(await takeIn(stage, folder)));
  return refused;
}

async function takeIn(stage: Stage, folder: string): Promise<readonly string[]> {
  await updateIndex(stage, '--force-remove', [folder]);
  const paths = await filesBelow(stage, folder);
  const ignored = await ignoredAmong(stage, paths);
  const wanted = paths.filter((path) => !ignored.has(path));
  await updateIndex(stage, '--add', wanted);
  const taken = await indexed(stage, folder);
  return wanted.filter((path) => !taken.has(path));
}

/**
 * All files below a nested repository, by its own ignore rules, those of repositories inside it
 * included.
 */
async function filesBelow(stage: Stage, folder: string): Promise<readonly string[]> {
  const inside: Stage = {
    ...stage,
    worktree: pathIn(stage, folder),
    exclude: [],
    indexFile: `${stage.indexFile}.none`,
  };
  const found: string[] = [];
  for (const name of await untracked(inside)) {
    if (name.endsWith('/')) found.push(...(await filesBelow(stage, join(folder, name))));
    else found.push(join(folder, name));
  }
  return found;
}

async function newSubmoduleEntries(stage: Stage): Promise<readonly string[]> {
  const shape = ['--raw', '--no-renames', '--ignore-submodules=none', '-z'];
  const fields = await gitList(inStage(stage, ['diff-index', '--cached', ...shape, stage.parent]));
  return fields.filter((_, at) => at % 2 === 1 && isNewSubmodule(fields[at - 1] ?? ''));
}

/** A raw entry is `:<old mode> <new mode> <old id> <new id> <status>`. */
function isNewSubmodule(entry: string): boolean {
  const [before, now] = entry.slice(1).split(' ');
  return now === submoduleMode && before !== submoduleMode;
}

async function declaredSubmodules(stage: Stage): Promise<ReadonlySet<string>> {
  const args = [
    'config',
    '--file',
    pathIn(stage, '.gitmodules'),
    '-z',
    '--get-regexp',
    '^submodule\\..*\\.path$',
  ];
  const answer = await runGit(inStage(stage, args, { answers: [1, 128] }));
  return new Set(answer.stdout.split('\0').flatMap((entry) => entry.split('\n').slice(1)));
}

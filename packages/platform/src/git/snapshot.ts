import { join, relative, resolve as absolute } from 'node:path';
import { type FileState, readFolderState, readStates } from './file-state.ts';
import { isWithin } from './paths.ts';
import { gitLine, type RepositoryPlace, runGit } from './run-git.ts';

/**
 * What an attempt must leave as it was, taken before it starts. Plain JSON: it is written to disk
 * and may be compared by another process after a crash.
 */
export interface RepositorySnapshot {
  readonly version: 1;
  /**
   * Object id by full ref name, or `ref: <name>` for a symbolic ref; without the refs that are
   * ATMS's own.
   */
  readonly refs: Readonly<Record<string, string>>;
  /** Folders of hooks, relative to the git folder. */
  readonly hookFolders: readonly string[];
  readonly hooks: readonly FileState[];
  readonly configFiles: readonly string[];
  readonly configs: readonly FileState[];
}

/** Refs that are ATMS's own, or that each worktree has for itself. */
const notCompared = ['refs/atms/', 'refs/bisect/', 'refs/worktree/', 'refs/rewritten/'];

export async function takeSnapshot(
  place: RepositoryPlace,
  before?: RepositorySnapshot,
): Promise<RepositorySnapshot> {
  const hookFolders = union(before?.hookFolders, await findHookFolders(place));
  const configFiles = union(before?.configFiles, await findConfigFiles(place));
  const folders = await Promise.all(
    hookFolders.map(async (folder) => readFolderState(place.commonDir, folder)),
  );
  return {
    version: 1,
    refs: await readRefs(place),
    hookFolders,
    hooks: folders.flat(),
    configFiles,
    configs: await readStates(place.commonDir, configFiles),
  };
}

async function readRefs(place: RepositoryPlace): Promise<Readonly<Record<string, string>>> {
  const args = ['for-each-ref', '--format=%(objectname) %(refname) %(symref)'];
  const answer = await runGit({ cwd: place.top, args });
  const refs: Record<string, string> = {};
  for (const line of answer.stdout.split('\n')) {
    const [object = '', ref = '', symbolic = ''] = line.split(' ');
    if (ref === '' || notCompared.some((prefix) => ref.startsWith(prefix))) continue;
    refs[ref] = symbolic === '' ? object : `ref: ${symbolic}`;
  }
  return refs;
}

/**
 * The usual folder, and one that the user named, if it lies in the git folder and not among the
 * user's files.
 */
async function findHookFolders(place: RepositoryPlace): Promise<readonly string[]> {
  const args = ['config', '--show-scope', '--type=path', '-z', '--get-all', 'core.hooksPath'];
  const answer = await runGit({ cwd: place.top, args, answers: [1] });
  const fields = answer.stdout.split('\0');
  // Our own setting is among the answers, with the scope `command`.
  const named = fields.filter((_, at) => at % 2 === 1 && fields[at - 1] !== 'command').at(-1);
  const folder = absolute(place.top, named ?? '.');
  if (folder === place.commonDir || !isWithin(place.commonDir, folder)) return ['hooks'];
  return union(['hooks'], [relative(place.commonDir, folder)]);
}

/**
 * Relative to the shared git folder; `config.worktree` and `info` of a linked checkout are its own.
 */
async function findConfigFiles(place: RepositoryPlace): Promise<readonly string[]> {
  const gitDir = await gitLine({
    cwd: place.top,
    args: ['rev-parse', '--path-format=absolute', '--git-dir'],
  });
  const own = join(relative(place.commonDir, gitDir), 'config.worktree');
  return union(['config', 'config.worktree', 'info/attributes', 'info/exclude'], [own]);
}

function union(some: readonly string[] = [], more: readonly string[]): readonly string[] {
  return [...new Set([...some, ...more])];
}

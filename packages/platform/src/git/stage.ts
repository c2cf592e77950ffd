import { join } from 'node:path';
import { fullCheckout } from './environment.ts';
import { type GitAnswer, type GitCall, gitList, type RepositoryPlace, runGit } from './run-git.ts';

/**
 * One commit being prepared: the files of `worktree` go into `indexFile`, beginning with those of
 * `parent`.
 */
export interface Stage {
  readonly place: RepositoryPlace;
  readonly worktree: string;
  readonly parent: string;
  readonly indexFile: string;
  /** Where git keeps the worktree's own HEAD and index, unless the agent removed it. */
  readonly registration: string | undefined;
  /** What is left out beside what the ignore rules name; folders end in `/`. */
  readonly exclude: readonly string[];
}

/**
 * A git call on the files of the worktree. It goes by the shared git folder and never by the
 * worktree's own `.git`, HEAD, index or configuration, all of which the agent may have changed or
 * broken.
 */
export function inStage(
  stage: Stage,
  args: readonly string[],
  more: Partial<GitCall> = {},
): GitCall {
  const env = {
    GIT_DIR: stage.place.commonDir,
    GIT_WORK_TREE: stage.worktree,
    GIT_INDEX_FILE: stage.indexFile,
    ...more.env,
  };
  return { cwd: stage.worktree, ...more, args: [...fullCheckout, ...args], env };
}

export function pathIn(stage: Stage, path: string): string {
  return join(stage.worktree, path);
}

/** Which of these paths the ignore rules of the worktree leave out, tracked or not. */
export async function ignoredAmong(
  stage: Stage,
  paths: readonly string[],
): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  const call = inStage(stage, ['check-ignore', '--no-index', '-z', '--stdin'], {
    // This command knows no literal paths; a leading `./` keeps `:` and the like from having a
    // meaning.
    input: nulEnded(paths.map((path) => `./${path}`)),
    env: { GIT_LITERAL_PATHSPECS: '0' },
    answers: [1],
  });
  return new Set((await gitList(call)).map((path) => path.slice(2)));
}

/**
 * Adds or removes paths in the index whatever the ignore rules say. Git refuses a whole list for
 * one bad path, so a refused list is tried in halves until only the bad paths are left out.
 */
export async function updateIndex(
  stage: Stage,
  how: '--add' | '--force-remove',
  paths: readonly string[],
): Promise<void> {
  if (paths.length === 0) return;
  const args = ['update-index', how, '-z', '--stdin'];
  const answer = await runGit(inStage(stage, args, { input: nulEnded(paths), answers: [128] }));
  if (answer.exitCode === 0 || paths.length === 1) return;
  const middle = Math.ceil(paths.length / 2);
  await updateIndex(stage, how, paths.slice(0, middle));
  await updateIndex(stage, how, paths.slice(middle));
}

/** What the index holds below a folder. */
export async function indexed(stage: Stage, folder: string): Promise<ReadonlySet<string>> {
  return new Set(await gitList(inStage(stage, ['ls-files', '-z', '--', folder])));
}

/** Everything in the worktree that is neither in the index nor ignored; repositories end in `/`. */
export async function untracked(stage: Stage): Promise<readonly string[]> {
  const rules = stage.exclude.map((path) => `--exclude=${asIgnoreRule(path)}`);
  return gitList(inStage(stage, ['ls-files', '-z', '--others', '--exclude-standard', ...rules]));
}

/** Adds what has changed, except what is left out. `git add` takes that as paths, not as rules. */
export async function addChanged(stage: Stage): Promise<GitAnswer> {
  const args = ['add', '--all', '--ignore-errors'];
  const answers = [1, 128];
  if (stage.exclude.length === 0) return runGit(inStage(stage, args, { answers }));
  const wanted = [':/', ...stage.exclude.map((path) => `:(top,exclude,literal)${path}`)];
  const fromInput = ['--pathspec-from-file=-', '--pathspec-file-nul'];
  const env = { GIT_LITERAL_PATHSPECS: '0' };
  return runGit(inStage(stage, [...args, ...fromInput], { answers, env, input: nulEnded(wanted) }));
}

/** A rule that fits this one path, counted from the top. */
function asIgnoreRule(path: string): string {
  return `/${path.replaceAll(/[\\*?[\] ]/g, String.raw`\$&`)}`;
}

/** Paths in the form that `--stdin -z` reads. */
function nulEnded(paths: readonly string[]): string {
  return paths.map((path) => `${path}\0`).join('');
}

import { followAgentsIndex } from './agents-index.ts';
import { makeAccessible } from './file-permissions.ts';
import { takeInNestedRepositories } from './nested-repositories.ts';
import { removeIndex } from './own-index.ts';
import { type GitAnswer, gitFailed, gitLine, runGit } from './run-git.ts';
import { addChanged, inStage, type Stage, untracked } from './stage.ts';
import { leaveUntouched } from './untouched-files.ts';

export interface StagedTree {
  readonly tree: string;
  /** What git refuses to hold. */
  readonly skipped: readonly string[];
}

/** The agent may still be running at a checkpoint, and its files come and go under git's hands. */
const addTries = 4;

/** Makes a tree of everything that lies in the worktree and is not ignored. */
export async function stageEverything(stage: Stage): Promise<StagedTree> {
  await readParent(stage);
  const remaining = (await addFiles(stage)) === 'all' ? [] : await untracked(stage);
  await followAgentsIndex(stage);
  await leaveUntouched(stage);
  const refused = await takeInNestedRepositories(stage, remaining);
  const skipped = [...remaining.filter((path) => !path.endsWith('/')), ...refused];
  return { tree: await gitLine(inStage(stage, ['write-tree'])), skipped };
}

async function readParent(stage: Stage): Promise<void> {
  const call = inStage(stage, ['read-tree', '--reset', stage.parent]);
  if ((await runGit({ ...call, answers: [128] })).exitCode === 0) return;
  // The kept index is broken. It only saves time.
  await removeIndex(stage.indexFile);
  await runGit(call);
}

async function addFiles(stage: Stage): Promise<'all' | 'some'> {
  for (let tries = 1; ; tries += 1) {
    const answer = await addChanged(stage);
    if (isDenied(answer) && tries < addTries) await makeAccessible(stage.worktree);
    else if (answer.exitCode !== 128) return answer.exitCode === 0 ? 'all' : 'some';
    else if (tries === addTries) throw gitFailed(inStage(stage, ['add', '--all']), answer);
  }
}

/**
 * Told by the text alone: git ends with 0 although it left out a whole folder that it could not
 * read.
 */
function isDenied(answer: GitAnswer): boolean {
  return answer.stderr.includes('Permission denied');
}

import { attemptRef } from '@atms/contracts';
import { AtmsError } from '@atms/eventsourcing';
import type { AttemptView, TaskDetail } from '@atms/monitoring';
import type { Repository } from '@atms/platform/git';
import { stripControl } from '@atms/platform/process';
import { withClient } from '../../command-context.ts';
import type { CommandContext } from '../../command-context.ts';
import { findHome } from '../../data-directory.ts';
import { exitCodes } from '../../exit-codes.ts';
import { git } from '../../git.ts';
import { quoted } from '../../quoted.ts';
import { aligned } from '../../render/width.ts';
import { oneLine } from '../../terminal.ts';
import { findTask } from '../task.ts';

/** What a person reads; the command beside it shows all. */
const largestDiffBytes = 256 * 1024;

export interface DiffFlags {
  readonly attempt?: number;
  readonly stat?: true;
}

/** What an attempt changed against its base, without what would steer the terminal. */
export async function taskDiff(
  context: CommandContext,
  ref: string,
  flags: DiffFlags,
): Promise<number> {
  const task = await withClient(context, (client) => findTask(client, ref));
  const { repository } = await findHome(context.folder);
  const range = await rangeOf(repository, task, flags.attempt);
  const found = flags.stat === true ? await stat(repository, range) : await diff(repository, range);
  const { base, commit, attempt } = range;
  const all = `git -C ${quoted(repository.top)} diff ${base} ${commit}`;
  const { terminal, json } = context;
  const { taskId } = task;
  if (json) {
    terminal.out(JSON.stringify({ taskId, attempt, base, commit, ...found, command: all }));
    return exitCodes.done;
  }
  const what = `Attempt ${attempt} of ${oneLine(task.planTaskId)}`;
  if (found.text === '') terminal.say(`${what} changed nothing`);
  else terminal.out(found.text);
  if (found.truncated) terminal.say(`There is more. All of it: ${all}`);
  return exitCodes.done;
}

interface Range {
  readonly attempt: number;
  readonly base: string;
  readonly commit: string;
}

/** By the ref that keeps the attempt's work; without it by the commit in the log. */
async function rangeOf(
  repository: Repository,
  task: TaskDetail,
  wanted: number | undefined,
): Promise<Range> {
  const attempt = attemptOf(task, wanted);
  const { base } = attempt;
  const ref = await repository.resolve(attemptRef(task.taskId, attempt.attempt));
  const commit =
    ref ?? (attempt.commit === null ? undefined : await known(repository, attempt.commit));
  if (base !== null && commit !== undefined) return { attempt: attempt.attempt, base, commit };
  throw new AtmsError(
    'not-found',
    `Attempt ${attempt.attempt} of ${oneLine(task.planTaskId)} has left no work ${attempt.startedAt === null ? 'yet: it has not started' : 'in this repository'}`,
  );
}

/** The last that has begun, when none is named. */
function attemptOf({ attempts, planTaskId }: TaskDetail, wanted: number | undefined): AttemptView {
  const found =
    wanted === undefined
      ? (attempts.findLast(({ startedAt }) => startedAt !== null) ?? attempts.at(-1))
      : attempts.find(({ attempt }) => attempt === wanted);
  if (found !== undefined) return found;
  const which = wanted === undefined ? ' yet' : ` ${wanted}`;
  throw new AtmsError('not-found', `${oneLine(planTaskId)} has no attempt${which}`);
}

function known(repository: Repository, commit: string): Promise<string | undefined> {
  return repository.resolve(`${commit}^{commit}`);
}

interface Shown {
  readonly text: string;
  readonly truncated: boolean;
}

async function diff(repository: Repository, { base, commit }: Range): Promise<Shown> {
  const { text, truncated } = await repository.diff({ base, commit, maxBytes: largestDiffBytes });
  return { text: stripControl(text), truncated };
}

/** Lines added and taken away by file, then all together. */
async function stat({ top }: Repository, { base, commit }: Range): Promise<Shown> {
  const shape = ['-r', '--numstat', '-z', '--no-renames', '--ignore-submodules=none'];
  const entries = (await git(top, 'diff-tree', ...shape, base, commit)).split('\0').filter(Boolean);
  const rows = entries.map((entry) => {
    const [added = '', removed = '', ...path] = entry.split('\t');
    return [`+${added}`, `-${removed}`, oneLine(path.join('\t'))];
  });
  const files = rows.length === 1 ? '1 file' : `${rows.length} files`;
  const text = rows.length === 0 ? '' : [...aligned(rows), files].join('\n');
  return { text, truncated: false };
}

/**
 * What a saved log no longer knows of its merges, but the repository does: the commits of merges, kept under refs of
 * their own, that lead to the head of their branch.
 */
import { type EventData, isEvent } from '@atms/contracts';
import type { RecordedEvent } from '@atms/eventsourcing';
import type { Repository } from '@atms/platform/git';
import { git } from '../git.ts';
import { type KnownTask, knownTasks } from './known-tasks.ts';

export interface LandedMerge {
  readonly candidate: EventData<'merge.started'>;
  readonly known: KnownTask;
}

/** @returns in the order in which they landed, the oldest first; one for each task. */
export async function landedMerges(
  repository: Repository,
  events: readonly RecordedEvent[],
): Promise<readonly LandedMerge[]> {
  const refs = await mergeRefs(repository);
  const found = [];
  for (const request of events.filter((event) => isEvent(event, 'workflow.requested'))) {
    const { base, branch } = request.data;
    const onBranch = await commitsOf(repository, base, branch);
    for (const known of knownTasks(events, request.data)) {
      const ref = refs.find((one) => onBranch.includes(one.commit) && isNews(known, one));
      if (ref === undefined) continue;
      const candidate = await candidateOf(repository, known, ref);
      found.push({ candidate, known, order: onBranch.indexOf(ref.commit) });
    }
  }
  return found.toSorted((one, other) => one.order - other.order);
}

interface MergeRef {
  readonly taskId: string;
  readonly attempt: number;
  readonly commit: string;
}

/** Whichever attempt landed: the log may end before that one was opened. What ended in the log ended for good. */
function isNews({ task, attempt, life }: KnownTask, ref: MergeRef): boolean {
  if (ref.taskId !== task.taskId || life === 'over') return false;
  return life === 'escalated' ? ref.attempt > attempt : ref.attempt >= attempt;
}

/** The last attempt first. */
async function mergeRefs({ top }: Repository): Promise<readonly MergeRef[]> {
  const said = await git(top, 'for-each-ref', '--format=%(objectname) %(refname)', mergesFolder);
  const refs = said.split('\n').flatMap((line) => {
    const [commit = '', ref = ''] = line.split(' ');
    const [taskId = '', attempt = ''] = ref.slice(mergesFolder.length + 1).split('/');
    return /^\d+$/.test(attempt) ? [{ taskId, attempt: Number(attempt), commit }] : [];
  });
  return refs.toSorted((one, other) => other.attempt - one.attempt);
}

const mergesFolder = 'refs/atms/merges';

/** The oldest first. */
async function commitsOf(
  { top }: Repository,
  base: string,
  branch: string,
): Promise<readonly string[]> {
  const range = [`refs/heads/${branch}`, `^${base}`];
  const said = await git(top, 'rev-list', '--topo-order', '--reverse', ...range).catch(() => '');
  return said.split('\n').filter((line) => line !== '');
}

async function candidateOf(
  { top }: Repository,
  { task: { taskId, workflowId, lineId } }: KnownTask,
  { attempt, commit }: MergeRef,
): Promise<EventData<'merge.started'>> {
  const said = await git(top, 'show', '--no-patch', '--format=%P %T', commit);
  const [base = '', tree = ''] = said.trim().split(' ');
  return { lineId, workflowId, taskId, attempt, base, commit, tree };
}

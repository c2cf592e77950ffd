/**
 * What a saved log no longer knows of its merges, but the repository does: the commits of merges, kept under refs of
 * their own, that lead to the head of their branch.
 */
import { type EventData, isEvent } from '@atms/contracts';
import type { RecordedEvent } from '@atms/eventsourcing';
import type { Repository } from '@atms/platform/git';
import { git } from '../git.ts';
import { groupedBy } from './grouped-by.ts';
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
  const tasks = knownTasks(events);
  const found: (LandedMerge & { readonly order: number })[] = [];
  for (const request of events.filter((event) => isEvent(event, 'workflow.requested'))) {
    const { workflowId, base, branch } = request.data;
    const onBranch = await commitsOf(repository, base, branch);
    for (const known of tasks.get(workflowId) ?? []) {
      const ofTask = refs.get(known.task.taskId) ?? [];
      const ref = ofTask.find((one) => onBranch.has(one.commit) && isNews(known, one));
      const commit = ref && onBranch.get(ref.commit);
      if (ref === undefined || commit === undefined) continue;
      found.push({ candidate: candidateOf(known, ref, commit), known, order: commit.order });
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
function isNews({ attempt, life }: KnownTask, ref: MergeRef): boolean {
  if (life === 'over') return false;
  return life === 'escalated' ? ref.attempt > attempt : ref.attempt >= attempt;
}

/** By task; the last attempt first. */
async function mergeRefs({ top }: Repository): Promise<ReadonlyMap<string, readonly MergeRef[]>> {
  const said = await git(top, 'for-each-ref', '--format=%(objectname) %(refname)', mergesFolder);
  const refs = said.split('\n').flatMap((line) => {
    const [commit = '', ref = ''] = line.split(' ');
    const [taskId = '', attempt = ''] = ref.slice(mergesFolder.length + 1).split('/');
    return /^\d+$/.test(attempt) ? [{ taskId, attempt: Number(attempt), commit }] : [];
  });
  const lastFirst = refs.toSorted((one, other) => other.attempt - one.attempt);
  return groupedBy(lastFirst, ({ taskId }) => taskId);
}

const mergesFolder = 'refs/atms/merges';

interface Commit {
  /** The oldest of the branch has 0. */
  readonly order: number;
  readonly tree: string;
  readonly base: string;
}

/** Those of the branch that the workflow has added, by their ids. */
async function commitsOf(
  { top }: Repository,
  base: string,
  branch: string,
): Promise<ReadonlyMap<string, Commit>> {
  const format = ['--no-commit-header', '--format=%H %T %P'];
  const range = [`refs/heads/${branch}`, `^${base}`];
  const said = await git(top, 'rev-list', '--topo-order', '--reverse', ...format, ...range).catch(
    () => '',
  );
  const lines = said.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line, order) => {
      const [commit = '', tree = '', parent = ''] = line.split(' ');
      return [commit, { order, tree, base: parent }];
    }),
  );
}

function candidateOf(
  { task: { taskId, workflowId, lineId } }: KnownTask,
  { attempt, commit }: MergeRef,
  { base, tree }: Commit,
): EventData<'merge.started'> {
  return { lineId, workflowId, taskId, attempt, base, commit, tree };
}

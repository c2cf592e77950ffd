/**
 * What a saved log no longer knows of its merges, but the repository does: the commits of merges, kept under refs of
 * their own, that lead to the head of their branch. Without these events the work would be done and merged once more.
 */
import { type EventData, isEvent, mergeRef, streams } from '@atms/contracts';
import type { EventStore, NewEvent, RecordedEvent } from '@atms/eventsourcing';
import type { Repository } from '@atms/platform/git';
import { git } from '../git.ts';

type Candidate = EventData<'merge.started'>;

interface KnownTask {
  readonly task: EventData<'task.created'>;
  readonly attempt: number;
  readonly life: 'open' | 'accepted' | 'over';
}

export interface Recovery {
  readonly repository: Repository;
  readonly store: EventStore;
  readonly at: string;
}

/** @returns how many merges the log knows of again */
export async function recordLanded(recovery: Recovery): Promise<number> {
  const { store } = recovery;
  const events = await store.readAll({ after: 0, limit: Number.MAX_SAFE_INTEGER });
  const landed = await landedAmong(recovery, events);
  for (const { candidate, life } of landed) {
    const { taskId, attempt, tree, lineId, workflowId } = candidate;
    const line = streams.merge(lineId);
    if (openMergeOf(events, lineId)?.commit !== candidate.commit)
      await append(recovery, line, { type: 'merge.started', data: candidate });
    if (life === 'open') {
      const data = { workflowId, taskId, attempt, tree };
      await append(recovery, streams.task(taskId), { type: 'task.accepted', data });
    }
    await append(recovery, line, { type: 'merge.applied', data: candidate });
  }
  return landed.length;
}

async function landedAmong(
  { repository }: Recovery,
  events: readonly RecordedEvent[],
): Promise<readonly { readonly candidate: Candidate; readonly life: 'open' | 'accepted' }[]> {
  const found = [];
  for (const request of events.filter((event) => isEvent(event, 'workflow.requested'))) {
    const { workflowId, branch, base } = request.data;
    const onBranch = await commitsOf(repository, base, branch);
    for (const { task, attempt, life } of tasksOf(events, workflowId)) {
      const commit = await repository.resolve(mergeRef(task.taskId, attempt));
      if (commit === undefined || life === 'over' || !onBranch.includes(commit)) continue;
      const { taskId, lineId } = task;
      const [parent = base, tree = ''] = (
        await git(repository.top, 'show', '--no-patch', '--format=%P %T', commit)
      )
        .trim()
        .split(' ');
      const candidate = { lineId, workflowId, taskId, attempt, base: parent, commit, tree };
      found.push({ candidate, life, order: onBranch.indexOf(commit) });
    }
  }
  return found.toSorted((one, other) => one.order - other.order);
}

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

function tasksOf(events: readonly RecordedEvent[], workflowId: string): readonly KnownTask[] {
  const tasks = new Map<string, KnownTask>();
  const change = (taskId: string, changes: Partial<KnownTask>) => {
    const known = tasks.get(taskId);
    if (known !== undefined) tasks.set(taskId, { ...known, ...changes });
  };
  for (const event of events) {
    if (isEvent(event, 'task.created') && event.data.workflowId === workflowId)
      tasks.set(event.data.taskId, { task: event.data, attempt: 1, life: 'open' });
    if (isEvent(event, 'task.retried'))
      change(event.data.taskId, { attempt: event.data.attempt, life: 'open' });
    if (isEvent(event, 'task.accepted')) change(event.data.taskId, { life: 'accepted' });
    if (isEvent(event, 'merge.applied', ...endings)) change(event.data.taskId, { life: 'over' });
  }
  return [...tasks.values()];
}

const endings = ['task.completed', 'task.failed', 'task.cancelled', 'task.escalated'] as const;

function openMergeOf(events: readonly RecordedEvent[], lineId: string): Candidate | undefined {
  let open: Candidate | undefined;
  for (const event of events) {
    if (!isEvent(event, 'merge.started', 'merge.applied', 'merge.conflicted')) continue;
    if (event.data.lineId !== lineId) continue;
    open = isEvent(event, 'merge.started') ? event.data : undefined;
  }
  return open;
}

async function append(
  { store, at }: Recovery,
  stream: string,
  { type, data }: Pick<NewEvent, 'type'> & { readonly data: { readonly workflowId: string } },
): Promise<void> {
  const revision = (await store.readStream(stream)).at(-1)?.revision;
  const expected = revision ?? 'no-stream';
  const commandId = `repair/${at}/${stream}/${expected}`;
  const metadata = { commandId, correlationId: data.workflowId, time: at };
  await store.append({ stream, expected, events: [{ eventId: commandId, type, data, metadata }] });
}

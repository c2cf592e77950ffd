/** Writes into a saved log which tasks are merged already: without that they would be done and merged once more. */
import { type EventData, isEvent, streams } from '@atms/contracts';
import type { EventStore, NewEvent, RecordedEvent } from '@atms/eventsourcing';
import type { Repository } from '@atms/platform/git';
import { type LandedMerge, landedMerges } from './landed-merges.ts';

type Candidate = EventData<'merge.started'>;

export interface Recovery {
  readonly repository: Repository;
  readonly store: EventStore;
  readonly at: string;
}

/** The events that were read tell where each stream ends: to read it again for each append would take its square. */
interface Saved extends Recovery {
  readonly revisions: Map<string, number>;
}

/** @returns how many merges the log knows of again */
export async function recordLanded(recovery: Recovery): Promise<number> {
  const events = await recovery.store.readAll({ after: 0, limit: Number.MAX_SAFE_INTEGER });
  const landed = await landedMerges(recovery.repository, events);
  const open = openMerges(events);
  const revisions = new Map(events.map(({ stream, revision }) => [stream, revision]));
  const saved = { ...recovery, revisions };
  await approve(saved, events, landed);
  for (const merge of landed) {
    await openAttempt(saved, merge);
    await startMerge(saved, merge.candidate, open);
    await acceptAttempt(saved, merge);
    const line = streams.merge(merge.candidate.lineId);
    await append(saved, line, { type: 'merge.applied', data: merge.candidate });
  }
  return landed.length;
}

/** Nothing is begun before the approval: a workflow of which something landed has had it. */
async function approve(
  saved: Saved,
  events: readonly RecordedEvent[],
  landed: readonly LandedMerge[],
): Promise<void> {
  const missing = new Set(landed.map(({ candidate }) => candidate.workflowId));
  for (const event of events)
    if (isEvent(event, 'workflow.approved')) missing.delete(event.data.workflowId);
  for (const workflowId of missing) {
    const data = { workflowId, by: 'repair' };
    await append(saved, streams.workflow(workflowId), { type: 'workflow.approved', data });
  }
}

/** What led to the attempt is lost; that there was one is certain. */
async function openAttempt(saved: Saved, { candidate, known }: LandedMerge): Promise<void> {
  const { task, isCreated, attempt: previous } = known;
  const { workflowId, taskId, attempt } = candidate;
  const stream = streams.task(taskId);
  if (!isCreated) await append(saved, stream, { type: 'task.created', data: task });
  if (attempt === previous) return;
  const data: EventData<'task.retried'> = {
    workflowId,
    taskId,
    attempt,
    previous,
    cause: 'interrupted',
    counted: false,
    agent: 'any',
    previousAgents: [],
    start: 'last-commit',
    findings: [],
    by: 'repair',
  };
  await append(saved, stream, { type: 'task.retried', data });
}

/** One that is open and did not land had its outcome before the line went on. */
async function startMerge(
  saved: Saved,
  candidate: Candidate,
  open: Map<string, Candidate>,
): Promise<void> {
  const { lineId } = candidate;
  const line = streams.merge(lineId);
  const before = open.get(lineId);
  open.delete(lineId);
  if (before?.commit === candidate.commit) return;
  if (before !== undefined) {
    const { base: _base, commit: _commit, tree: _tree, ...key } = before;
    const message = 'The branch went on without it';
    const data = { ...key, reason: 'moved', message, paths: [], findings: [] };
    await append(saved, line, { type: 'merge.conflicted', data });
  }
  await append(saved, line, { type: 'merge.started', data: candidate });
}

async function acceptAttempt(saved: Saved, { candidate, known }: LandedMerge): Promise<void> {
  const { workflowId, taskId, attempt, tree } = candidate;
  if (known.life === 'accepted' && known.attempt === attempt) return;
  const data = { workflowId, taskId, attempt, tree };
  await append(saved, streams.task(taskId), { type: 'task.accepted', data });
}

/** By line. */
function openMerges(events: readonly RecordedEvent[]): Map<string, Candidate> {
  const open = new Map<string, Candidate>();
  for (const event of events) {
    if (isEvent(event, 'merge.started')) open.set(event.data.lineId, event.data);
    if (!isEvent(event, 'merge.applied', 'merge.conflicted')) continue;
    const { lineId, taskId, attempt } = event.data;
    const current = open.get(lineId);
    if (current?.taskId === taskId && current.attempt === attempt) open.delete(lineId);
  }
  return open;
}

async function append(
  { store, at, revisions }: Saved,
  stream: string,
  { type, data }: Pick<NewEvent, 'type'> & { readonly data: { readonly workflowId: string } },
): Promise<void> {
  const expected = revisions.get(stream) ?? 'no-stream';
  const commandId = `repair/${at}/${stream}/${expected}`;
  const metadata = { commandId, correlationId: data.workflowId, time: at };
  const events = [{ eventId: commandId, type, data, metadata }];
  const { revision } = await store.append({ stream, expected, events });
  revisions.set(stream, revision);
}

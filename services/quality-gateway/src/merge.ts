/**
 * Brings validated work onto its line: candidate on the head, validated tree, the line's turn, acceptance, and then
 * the compare-and-swap of the branch. Every step may be repeated; whoever comes upon an open merge finishes it first.
 */
import { type EventData, type KnownTask, mergeRef } from '@atms/contracts';
import type { Repository } from '@atms/platform/git';
import type { Candidate } from './domain/merge-line.ts';
import { finishMerge, finishOpenMerge } from './finish-merge.ts';
import { decide, type MergeContext } from './merge-context.ts';
import type { Result } from './projections/gateway-view.ts';
import { validateCandidate } from './validate.ts';

/** One attempt on its way to its line. */
export interface Merging {
  readonly result: Result;
  readonly executed: EventData<'task.executed'>;
  readonly at: string;
  readonly task: KnownTask;
  readonly repository: Repository;
  readonly repositoryPath: string;
  readonly branch: string;
  readonly workflowBase: string;
}

export async function mergeAttempt(context: MergeContext, result: Result): Promise<void> {
  const merging = await mergingOf(context, result);
  if (merging === undefined) return;
  const { lineId } = merging.task;
  await context.waits.during(lineId, result, () =>
    context.inTurn(lineId, async () => {
      while (await tryMerge(context, merging)) continue;
    }),
  );
}

async function mergingOf(context: MergeContext, result: Result): Promise<Merging | undefined> {
  const { view } = context;
  const { taskId, attempt, workflowId } = result;
  const task = view.task(taskId);
  const request = view.workflow(workflowId)?.request;
  const executed = view.executed(taskId, attempt);
  const isWanted = result.of === 'attempt' && result.verdict === 'passed' && result.toMerge;
  if (!isWanted || task === undefined || request === undefined || executed === undefined) {
    return undefined;
  }
  return {
    result,
    executed: executed.data,
    at: executed.at,
    task,
    repository: await context.repositories(request.repository),
    repositoryPath: request.repository,
    branch: request.branch,
    workflowBase: request.base,
  };
}

/** @returns whether it has to be tried again because the line moved meanwhile. */
async function tryMerge(context: MergeContext, merging: Merging): Promise<boolean> {
  const { taskId, attempt, lineId } = { ...merging.result, lineId: merging.task.lineId };
  await finishOpenMerge(context, lineId);
  if (context.view.isSettled(taskId, attempt)) return false;
  if (!context.view.isCurrent(taskId, attempt)) return false;
  const head = await headOf(context, merging);
  const candidate = await buildCandidate(context, merging, head);
  if (candidate === undefined) return false;
  await merging.repository.compareAndSwap({
    ref: mergeRef(taskId, attempt),
    to: candidate.commit,
    from: (await merging.repository.resolve(mergeRef(taskId, attempt))) ?? 'absent',
    reason: 'atms: merge candidate',
  });
  const outcome = await decide(context, candidate, {
    type: 'StartMerge',
    candidate,
    head: await headOf(context, merging),
  });
  await context.follower.reached(outcome.position);
  if (outcome.kind === 'rejected') return outcome.rejection.code !== 'merge-already-settled';
  await finishMerge(context, candidate);
  return false;
}

async function headOf(
  { view }: MergeContext,
  { repository, branch, workflowBase, result }: Merging,
): Promise<string> {
  const head = await repository.resolve(`refs/heads/${branch}`);
  return head ?? view.landed(result.workflowId) ?? workflowBase;
}

/** A commit on the head whose tree was validated; undefined when that cannot be, and the line says so. */
async function buildCandidate(
  context: MergeContext,
  merging: Merging,
  head: string,
): Promise<Candidate | undefined> {
  const { result, executed, task, repository } = merging;
  const merged = await repository.mergeTree({
    base: executed.base,
    ours: head,
    theirs: executed.commit,
  });
  if (merged.kind === 'conflict') {
    const message = `The work does not fit the line any more: ${merged.paths.join(', ')}`;
    await conflict(context, merging, { reason: 'text', message, paths: merged.paths });
    return undefined;
  }
  const { tree } = merged;
  const commit = await repository.commitTree({
    tree,
    parents: [head],
    message: commitMessage(merging, tree),
    author: authorOf(executed.agentId),
    at: merging.at,
  });
  const { workflowId, taskId, attempt } = result;
  const candidate = { lineId: task.lineId, workflowId, taskId, attempt, base: head, commit, tree };
  return tree === result.tree || (await passes(context, merging, candidate))
    ? candidate
    : undefined;
}

/** Only checks that failed are a conflict. For what says nothing about the work, the task-manager asks a person. */
async function passes(
  context: MergeContext,
  merging: Merging,
  candidate: Candidate,
): Promise<boolean> {
  const { workflowId, taskId, attempt, base, commit, tree } = candidate;
  const result = await validateCandidate(context, {
    workflowId,
    taskId,
    attempt,
    of: 'candidate',
    base,
    commit,
    tree,
    repository: merging.repositoryPath,
    spec: merging.task.spec,
  });
  if (result.verdict !== 'failed') return result.verdict === 'passed';
  const findings = result.gates.flatMap((gate) => gate.findings).slice(0, 20);
  const message = "On the line's head the checks are failed";
  await conflict(context, merging, { reason: 'gates', message, paths: [], findings });
  return false;
}

async function conflict(
  context: MergeContext,
  merging: Merging,
  why: Pick<EventData<'merge.conflicted'>, 'reason' | 'message'> & {
    readonly paths: readonly string[];
    readonly findings?: EventData<'merge.conflicted'>['findings'];
  },
): Promise<void> {
  const { workflowId, taskId, attempt } = merging.result;
  const { lineId } = merging.task;
  await decide(
    context,
    { lineId, workflowId, taskId, attempt },
    {
      type: 'ConflictMerge',
      conflict: {
        lineId,
        workflowId,
        taskId,
        attempt,
        reason: why.reason,
        message: why.message.slice(0, 4_000),
        paths: firstOf(why.paths),
        findings: why.findings ?? [],
      },
    },
  );
}

/** As many as an event can hold beside the rest. */
function firstOf(paths: readonly string[]): string[] {
  let chars = 0;
  return paths.slice(0, 200).filter((path) => (chars += path.length) <= 12_000);
}

function authorOf(agentId: string) {
  return { name: agentId, email: `${agentId}@agents.atms.invalid` };
}

function commitMessage({ task, result }: Merging, tree: string): string {
  const { planTaskId, name } = task.spec;
  const trailers = [
    `Atms-Task: ${result.taskId}`,
    `Atms-Attempt: ${result.attempt}`,
    `Atms-Tree: ${tree}`,
  ];
  return `${planTaskId}: ${name}\n\n${trailers.join('\n')}\n`;
}

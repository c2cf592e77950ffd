/** The end of a merge that has started: accepted and swapped, or ended as a conflict. Safe to do twice at once. */
import type { EventData } from '@atms/contracts';
import { Cancelled, hasCode, messageOf, Unavailable } from '@atms/eventsourcing';
import type { Repository } from '@atms/platform/git';
import type { Candidate } from './domain/merge-line.ts';
import { decide, type MergeContext } from './merge-context.ts';

/** Whoever wants the line's turn ends the merge that has it. */
export async function finishOpenMerge(context: MergeContext, lineId: string): Promise<void> {
  const open = context.view.openMerge(lineId);
  if (open !== undefined) await finishMerge(context, open);
}

export async function finishMerge(context: MergeContext, candidate: Candidate): Promise<void> {
  const request = context.view.workflow(candidate.workflowId)?.request;
  if (request === undefined)
    throw new Error(`The workflow ${candidate.workflowId} is not in the log`);
  const repository = await context.repositories(request.repository);
  const { branch, base } = request;
  while (!(await advance(context, { candidate, repository, branch, workflowBase: base }))) continue;
}

interface OpenMerge {
  readonly candidate: Candidate;
  readonly repository: Repository;
  readonly branch: string;
  readonly workflowBase: string;
}

/** One step, after which the branch is looked at again. @returns whether the merge has its outcome now. */
async function advance(context: MergeContext, merge: OpenMerge): Promise<boolean> {
  const { candidate, repository, branch, workflowBase } = merge;
  const head = await repository.resolve(`refs/heads/${branch}`);
  if (head !== undefined && (await repository.isAncestor(candidate.commit, head))) {
    return settle(context, candidate, { type: 'ApplyMerge', key: candidate });
  }
  const end = head ?? context.view.landed(candidate.workflowId) ?? workflowBase;
  if (end !== candidate.base) {
    return conflicted(context, candidate, 'moved', `The branch moved to ${head ?? 'nothing'}`);
  }
  if (await waitedForCheckout(context, merge)) return false;
  const refusal = await acceptAttempt(context, candidate);
  if (refusal !== undefined) return conflicted(context, candidate, 'refused', refusal);
  await swap(context, merge, head);
  return false;
}

async function swap(
  context: MergeContext,
  { candidate, repository, branch }: OpenMerge,
  head: string | undefined,
): Promise<void> {
  try {
    await repository.compareAndSwap({
      ref: `refs/heads/${branch}`,
      to: candidate.commit,
      from: head ?? 'absent',
      reason: `atms: merge ${candidate.taskId} attempt ${candidate.attempt}`,
    });
  } catch (error) {
    throw saysWait(context, error);
  }
}

/** Whatever is in the way of the ref is somebody else's and may stay for hours: the merge waits for it, and says so. */
function saysWait({ ports }: MergeContext, error: unknown): unknown {
  if (!hasCode(error, 'ref-locked') && !hasCode(error, 'ref-in-the-way')) return error;
  const message = `${messageOf(error)} The merge waits for it`;
  ports.log.warn(message);
  return new Unavailable(message, error);
}

/** @returns why the task-manager refuses the attempt; undefined when this attempt and tree are what counts. */
async function acceptAttempt(
  context: MergeContext,
  { taskId, attempt, tree, workflowId, commit }: Candidate,
): Promise<string | undefined> {
  const answer = await context.ports.commands.request({
    service: 'task-manager',
    name: 'AcceptAttempt',
    commandId: `accept/${taskId}/${attempt}/${commit}`,
    correlationId: workflowId,
    payload: { taskId, attempt, tree },
  });
  return answer.kind === 'rejected' ? answer.message : undefined;
}

/** A branch that somebody has checked out is not moved under them. @returns whether that took any time. */
async function waitedForCheckout(
  context: MergeContext,
  { candidate, repository, branch }: OpenMerge,
): Promise<boolean> {
  const tell = (path: string | undefined) =>
    context.waits.tell(candidate.lineId, candidate, path === undefined ? null : { branch, path });
  for (let waited = false; ; waited = true) {
    const path = await repository.checkedOutAt(branch);
    // Told at each look: a signal may be lost, and who listens may have come late.
    if (waited || path !== undefined) tell(path);
    if (path === undefined) return waited;
    if (!waited) {
      const message = `${branch} is checked out at ${path}; the merge waits until it is not`;
      context.ports.log.warn(message);
    }
    await pause(context);
  }
}

/** @throws Cancelled when the service stops: the merge stays open, and the next start finishes it. */
async function pause({ ports, checkoutPollMs, stopping }: MergeContext): Promise<void> {
  await new Promise<void>((resolve) => {
    const wake = () => {
      cancelTimer();
      stopping.removeEventListener('abort', wake);
      resolve();
    };
    const cancelTimer = ports.clock.after(stopping.aborted ? 0 : checkoutPollMs, wake);
    stopping.addEventListener('abort', wake);
  });
  if (stopping.aborted)
    throw new Cancelled('The merge stays open: its branch is still checked out');
}

function conflicted(
  context: MergeContext,
  candidate: Candidate,
  ...[reason, message]: readonly [EventData<'merge.conflicted'>['reason'], string]
): Promise<true> {
  const { lineId, workflowId, taskId, attempt } = candidate;
  return settle(context, candidate, {
    type: 'ConflictMerge',
    conflict: { lineId, workflowId, taskId, attempt, reason, message, paths: [], findings: [] },
  });
}

async function settle(
  context: MergeContext,
  candidate: Candidate,
  command: Parameters<typeof decide>[2],
): Promise<true> {
  const outcome = await decide(context, candidate, command);
  await context.follower.reached(outcome.position);
  return true;
}

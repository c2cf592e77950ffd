/** The end of a merge that has started: accepted and swapped, or ended as a conflict. Safe to do twice at once. */
import type { EventData } from '@atms/contracts';
import type { Repository } from '@atms/platform/git';
import type { Candidate } from './domain/merge-line.ts';
import { decide, type MergeContext } from './merge-context.ts';

export async function finishMerge(context: MergeContext, candidate: Candidate): Promise<void> {
  const request = context.view.workflow(candidate.workflowId)?.request;
  if (request === undefined) throw new Error(`The workflow ${candidate.workflowId} is not in the log`);
  const repository = await context.repositories(request.repository);
  const ref = `refs/heads/${request.branch}`;
  for (;;) {
    const head = await repository.resolve(ref);
    if (head !== undefined && (await repository.isAncestor(candidate.commit, head))) {
      return settle(context, candidate, { type: 'ApplyMerge', key: candidate });
    }
    if ((head ?? request.base) !== candidate.base) {
      return conflicted(context, candidate, 'moved', `The branch moved to ${head ?? 'nothing'}`);
    }
    if (await waitedForCheckout(context, repository, request.branch)) continue;
    const refusal = await acceptAttempt(context, candidate);
    if (refusal !== undefined) return conflicted(context, candidate, 'refused', refusal);
    await repository.compareAndSwap({
      ref,
      to: candidate.commit,
      from: head ?? 'absent',
      reason: `atms: merge ${candidate.taskId} attempt ${candidate.attempt}`,
    });
  }
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
  { ports, checkoutPollMs }: MergeContext,
  repository: Repository,
  branch: string,
): Promise<boolean> {
  for (let waited = false; ; waited = true) {
    const where = await repository.checkedOutAt(branch);
    if (where === undefined) return waited;
    if (!waited) {
      ports.log.warn(`${branch} is checked out at ${where}; the merge waits until it is not`);
    }
    await new Promise<void>((resolve) => void ports.clock.after(checkoutPollMs, resolve));
  }
}

function conflicted(
  context: MergeContext,
  candidate: Candidate,
  ...[reason, message]: readonly [EventData<'merge.conflicted'>['reason'], string]
): Promise<void> {
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
): Promise<void> {
  const outcome = await decide(context, candidate, command);
  await context.follower.reached(outcome.position);
}

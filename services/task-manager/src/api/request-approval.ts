import { type CommandPayload, instantAfter, streams } from '@atms/contracts';
import { reject } from '@atms/eventsourcing';
import type { CommandEnvelope, Decided } from '@atms/platform/service';
import { caughtUp, type CommandContext } from './context.ts';

/**
 * An agent's question. Asked again, by the same attempt or by one that goes on with it after an interruption, it is the
 * same approval with the same answer. Policy may grant it at once.
 */
export async function requestApproval(
  context: CommandContext,
  payload: CommandPayload<'RequestApproval'>,
  envelope: CommandEnvelope,
): Promise<Decided> {
  const { taskId, attempt, requestId, action, detail } = payload;
  const { ports, settings, board } = context;
  await caughtUp(context);
  const task = board.task(taskId);
  if (task === undefined || !board.isCurrent(taskId, attempt)) {
    return reject(
      'attempt-not-current',
      `Attempt ${attempt} of ${taskId} is void; stop working on it`,
    );
  }
  const askedBefore = board.askedBefore({ taskId, action, detail });
  if (askedBefore !== undefined) {
    const position = context.follower.position();
    return { kind: 'accepted', position, body: { approvalId: askedBefore } };
  }
  const { workflowId } = task;
  const approvalId = ports.ids.derivedEntity(`approval/${taskId}/${attempt}/${requestId}`);
  const expiresAt = instantAfter(ports.clock.now(), settings.approvals.expireAfterMs);
  const request = { approvalId, workflowId, taskId, attempt, action, detail, expiresAt };
  const isAuto = settings.approvals.auto.includes(action);
  const outcome = await context.aggregates.approval({
    ...envelope,
    correlationId: workflowId,
    stream: streams.approval(approvalId),
    command: {
      type: 'RequestApproval',
      request,
      ...(isAuto ? { policy: `approvals.auto: ${action}` } : {}),
    },
  });
  return outcome.kind === 'rejected' ? outcome : { ...outcome, body: { approvalId } };
}

import { type EventData, isEvent } from '@atms/contracts';
import type { RecordedEvent } from '@atms/eventsourcing';
import type { OpenApproval, TaskBoard } from '../projections/task-board.ts';
import type { ToSend } from './commands.ts';

/** An approval counts for one attempt: when that is no longer current, the question is void, also one just asked. */
export function reactForApproval(event: RecordedEvent, board: TaskBoard): readonly ToSend[] {
  const mayBeVoid = isEvent(
    event,
    'approval.requested',
    'task.retried',
    'task.escalated',
    'task.completed',
    'task.failed',
    'task.cancelled',
  );
  if (!mayBeVoid) return [];
  return voidApprovals(board)
    .filter(({ request }) => request.taskId === event.data.taskId)
    .map(({ request }) => expire(request));
}

/** What is open of attempts that are not current. */
export function voidApprovals(board: TaskBoard): readonly OpenApproval[] {
  return board
    .openApprovals()
    .filter(({ request }) => !board.isCurrent(request.taskId, request.attempt));
}

export function expire({ approvalId }: EventData<'approval.requested'>): ToSend {
  return {
    to: 'approval',
    approvalId,
    command: { type: 'ExpireApproval', reason: 'attempt-not-current' },
  };
}

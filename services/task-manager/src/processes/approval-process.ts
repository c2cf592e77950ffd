import { isEvent } from '@atms/contracts';
import type { RecordedEvent } from '@atms/eventsourcing';
import type { TaskBoard } from '../projections/task-board.ts';
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
  return mayBeVoid ? expireVoid(board, event.data.taskId) : [];
}

/** Expires what is open of attempts that are not current, of one task or (in the sweep) of all. */
export function expireVoid(board: TaskBoard, taskId?: string): readonly ToSend[] {
  return board
    .openApprovals()
    .filter(({ request }) => taskId === undefined || request.taskId === taskId)
    .filter(({ request }) => !board.isCurrent(request.taskId, request.attempt))
    .map(({ request }) => ({
      to: 'approval',
      approvalId: request.approvalId,
      command: { type: 'ExpireApproval', reason: 'attempt-not-current' },
    }));
}

import { type EventData, isEvent } from '@atms/contracts';
import type { RecordedEvent } from '@atms/eventsourcing';
import type { TaskBoard } from '../projections/task-board.ts';
import type { ToSend } from './commands.ts';

/** When nobody waits for the answer any more, the question is void, also one just asked. */
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
  return board
    .voidApprovals()
    .filter(({ request }) => request.taskId === event.data.taskId)
    .map(({ request }) => expire(request));
}

export function expire({ approvalId }: EventData<'approval.requested'>): ToSend {
  return {
    to: 'approval',
    approvalId,
    command: { type: 'ExpireApproval', reason: 'attempt-not-current' },
  };
}

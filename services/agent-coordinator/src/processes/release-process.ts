/** Which holds are void: the attempt is not current and was not started, or somebody else started it. */
import { isEvent } from '@atms/contracts';
import type { RecordedEvent } from '@atms/eventsourcing';
import type { AttemptKey, ReleaseReason } from '../domain/agent.ts';
import type { AgentBoard } from '../projections/agent-board.ts';
import type { Hold } from '../projections/agent-roster.ts';

export interface ReleaseRequest {
  readonly agentId: string;
  readonly key: AttemptKey;
  readonly reason: ReleaseReason;
}

export function reactInCoordinator(
  event: RecordedEvent,
  board: AgentBoard,
): readonly ReleaseRequest[] {
  const isAboutHolds = isEvent(
    event,
    'agent.assigned',
    'task.started',
    'task.retried',
    'task.escalated',
    'task.completed',
    'task.failed',
    'task.cancelled',
  );
  return isAboutHolds ? voidHolds(board, board.holdsOf(event.data.taskId)) : [];
}

/** For the sweep: everything void, and every slot whose attempt was executed. */
export function reconcileHolds(board: AgentBoard): readonly ReleaseRequest[] {
  const holds = board.agents().flatMap((agent) => [...agent.holds.values()]);
  const executed = holds.filter((hold) => hold.executed).map((hold) => releaseOf(hold, 'executed'));
  return [...executed, ...voidHolds(board, holds)];
}

/** A lease that ended opens the next attempt, so it is over only for the agent whose attempt this is. */
export function releaseWithoutRenewal(board: AgentBoard, hold: Hold): ReleaseRequest {
  return releaseOf(hold, isVoid(board, hold) ? 'void' : 'lease-over');
}

function voidHolds(board: AgentBoard, holds: readonly Hold[]): readonly ReleaseRequest[] {
  return holds
    .filter((hold) => !hold.executed && isVoid(board, hold))
    .map((hold) => releaseOf(hold, 'void'));
}

function isVoid(board: AgentBoard, hold: Hold): boolean {
  const starter = board.starterOf(hold.taskId, hold.attempt);
  if (starter !== undefined) return starter !== hold.agentId;
  return !board.isCurrent(hold.taskId, hold.attempt);
}

function releaseOf(hold: Hold, reason: ReleaseReason): ReleaseRequest {
  const { agentId, workflowId, taskId, attempt } = hold;
  return { agentId, key: { workflowId, taskId, attempt }, reason };
}

/** What a view shows to be undecided still: questions of void attempts, outcomes of merges, steps of workflows. */
import type { TaskBoard } from '../projections/task-board.ts';
import { expire } from './approval-process.ts';
import type { ToSend } from './commands.ts';
import { reactForTask } from './task-process.ts';
import { outstanding } from './workflow-process.ts';

export interface LeftOver {
  /** The same for the same thing left over. */
  readonly name: string;
  readonly correlationId: string;
  readonly toSend: ToSend;
}

export function leftOver(board: TaskBoard): readonly LeftOver[] {
  return [
    ...board.voidApprovals().map(({ request }) => ({
      name: request.approvalId,
      correlationId: request.workflowId,
      toSend: expire(request),
    })),
    ...board.unheardOutcomes().flatMap((event) =>
      reactForTask(event, board).map((toSend) => ({
        name: event.eventId,
        correlationId: event.metadata.correlationId,
        toSend,
      })),
    ),
    ...[...board.workflowsUnderWay()].flatMap((workflow) =>
      outstanding(workflow, board).map((toSend) => ({
        name: `${workflow.workflowId}/${subjectOf(toSend)}/${toSend.command.type}`,
        correlationId: workflow.workflowId,
        toSend,
      })),
    ),
  ];
}

function subjectOf(toSend: ToSend): string {
  return toSend.to === 'task' ? toSend.taskId : toSend.to;
}

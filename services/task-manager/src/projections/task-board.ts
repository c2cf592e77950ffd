/**
 * What the task-manager needs across streams: workflows with their tasks, agents, attempts' agents, open approvals.
 * Folded from the log; every replica has its own.
 */
import { createTaskIndex, isEvent, type TaskIndex } from '@atms/contracts';
import type { KeptView, RecordedEvent } from '@atms/eventsourcing';
import { type ApprovalBoard, createApprovalBoard } from './approval-board.ts';
import { createWorkerBoard, type WorkerBoard } from './worker-board.ts';
import { createWorkflowProgress, type WorkflowProgress } from './workflow-progress.ts';

export interface TaskBoard
  extends
    KeptView,
    Omit<TaskIndex, keyof KeptView>,
    Omit<WorkerBoard, keyof KeptView>,
    Omit<ApprovalBoard, keyof KeptView>,
    Omit<WorkflowProgress, keyof KeptView> {
  /** Outcomes of merges whose task is accepted still: what they mean for it was not decided. */
  unheardOutcomes(): readonly RecordedEvent[];
  /** The id of the workflow that a command began, of the last so many of them. */
  begunBy(commandId: string): string | undefined;
}

export function createTaskBoard(): TaskBoard {
  const begun = new Map<string, string>();
  const index = createTaskIndex();
  const workers = createWorkerBoard(index);
  const approvals = createApprovalBoard(index);
  const progress = createWorkflowProgress(index);
  const outcomes = createOutcomes(index);
  return {
    ...index,
    ...workers,
    ...approvals,
    ...progress,
    tables: {
      index: index.tables,
      workers: workers.tables,
      approvals: approvals.tables,
      progress: progress.tables,
      outcomes: outcomes.tables,
      begun,
    },
    apply(event) {
      index.apply(event);
      if (isEvent(event, 'workflow.requested')) {
        remember(begun, event.metadata.commandId, event.data.workflowId);
      }
      workers.apply(event);
      approvals.apply(event);
      progress.apply(event);
      outcomes.apply(event);
    },
    unheardOutcomes: outcomes.unheard,
    begunBy: (commandId) => begun.get(commandId),
  };
}

/** A command may be sent again long after its workflow has ended. */
const rememberedBeginnings = 10_000;

function remember(begun: Map<string, string>, commandId: string, workflowId: string): void {
  begun.set(commandId, workflowId);
  for (const oldest of begun.keys()) {
    if (begun.size <= rememberedBeginnings) return;
    begun.delete(oldest);
  }
}

/** Of merges, as long as their task has not moved on; few at any time. */
function createOutcomes({ task }: Pick<TaskIndex, 'task'>) {
  const byTask = new Map<string, RecordedEvent>();
  return {
    tables: { byTask },
    apply(event: RecordedEvent) {
      if (isEvent(event, 'merge.applied', 'merge.conflicted')) {
        const { taskId, attempt } = event.data;
        const known = task(taskId);
        if (known?.life === 'accepted' && known.attempt === attempt) byTask.set(taskId, event);
      }
      if (isEvent(event, 'task.completed', 'task.retried', 'task.escalated', 'task.failed')) {
        byTask.delete(event.data.taskId);
      }
    },
    unheard: () => [...byTask.values()],
  };
}

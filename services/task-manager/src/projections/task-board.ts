/**
 * What the task-manager needs across streams: workflows with their tasks, agents, attempts' agents, open approvals.
 * Folded from the log; every replica has its own.
 */
import { createTaskIndex, isEvent, type KnownWorkflow, type TaskIndex } from '@atms/contracts';
import type { RecordedEvent, View } from '@atms/eventsourcing';
import { type ApprovalBoard, createApprovalBoard } from './approval-board.ts';
import { createNamedWorkflows, type NamedWorkflows } from './named-workflows.ts';
import { createWorkerBoard, type WorkerBoard } from './worker-board.ts';
import { createWorkflowProgress, type WorkflowProgress } from './workflow-progress.ts';

export interface TaskBoard
  extends
    View,
    Omit<TaskIndex, 'apply'>,
    Omit<WorkerBoard, 'apply'>,
    Omit<ApprovalBoard, 'apply'>,
    Omit<NamedWorkflows, 'apply'>,
    Omit<WorkflowProgress, 'apply'> {
  /** Outcomes of merges whose task is accepted still: what they mean for it was not decided. */
  unheardOutcomes(): readonly RecordedEvent[];
  /** The workflow that a command began. */
  begunBy(commandId: string): KnownWorkflow | undefined;
}

export function createTaskBoard(): TaskBoard {
  const index = createTaskIndex();
  const workers = createWorkerBoard(index);
  const approvals = createApprovalBoard(index);
  const names = createNamedWorkflows(index);
  const progress = createWorkflowProgress(index);
  const begun = new Map<string, string>();
  const outcomes = createOutcomes(index);
  return {
    ...index,
    ...workers,
    ...approvals,
    ...names,
    ...progress,
    apply(event) {
      index.apply(event);
      if (isEvent(event, 'workflow.requested')) {
        begun.set(event.metadata.commandId, event.data.workflowId);
      }
      names.apply(event);
      workers.apply(event);
      approvals.apply(event);
      progress.apply(event);
      outcomes.apply(event);
    },
    unheardOutcomes: outcomes.unheard,
    begunBy: (commandId) => index.workflow(begun.get(commandId) ?? ''),
  };
}

/** Of merges, as long as their task has not moved on; few at any time. */
function createOutcomes({ task }: Pick<TaskIndex, 'task'>) {
  const byTask = new Map<string, RecordedEvent>();
  return {
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

import { isEvent, isUnfinished, type TaskIndex } from '@atms/contracts';
import type { RecordedEvent, View } from '@atms/eventsourcing';

/** What a task's dependency came to. */
export interface DependencyResult {
  readonly planTaskId: string;
  readonly name: string;
  /** On the line; absent when nothing had to be merged. */
  readonly commit?: string;
  /** What the last agent said of its work. */
  readonly summary: string;
}

export interface DependencyResults extends View {
  of(taskId: string): readonly DependencyResult[];
}

export function createDependencyResults(
  index: Pick<TaskIndex, 'task' | 'workflow'>,
): DependencyResults {
  const summaries = new Map<string, string>();
  const commits = new Map<string, string>();
  const resultOf = (taskId: string): readonly DependencyResult[] => {
    const spec = index.task(taskId)?.spec;
    if (spec === undefined) return [];
    const commit = commits.get(taskId);
    return [
      {
        planTaskId: spec.planTaskId,
        name: spec.name,
        summary: summaries.get(taskId) ?? '',
        ...(commit === undefined ? {} : { commit }),
      },
    ];
  };
  /** Nobody is told any more what the tasks of a workflow came to, once it has ended with the last of them. */
  const forget = (workflowId: string) => {
    const workflow = index.workflow(workflowId);
    if (workflow === undefined || isUnfinished(workflow) || workflow.openCount > 0) return;
    for (const taskId of workflow.tasks.keys()) {
      summaries.delete(taskId);
      commits.delete(taskId);
    }
  };
  return {
    apply(event: RecordedEvent) {
      if (isEvent(event, 'task.executed')) summaries.set(event.data.taskId, event.data.summary);
      if (isEvent(event, 'task.completed') && event.data.commit !== undefined) {
        commits.set(event.data.taskId, event.data.commit);
      }
      if (isEvent(event, ...ends)) forget(event.data.workflowId);
    },
    of: (taskId) => (index.task(taskId)?.spec.dependencies ?? []).flatMap(resultOf),
  };
}

const ends = [
  'workflow.completed',
  'workflow.failed',
  'workflow.cancelled',
  'task.completed',
  'task.failed',
  'task.cancelled',
] as const;

import { isEvent, type KnownWorkflow, type TaskIndex } from '@atms/contracts';
import type { KeptView, RecordedEvent } from '@atms/eventsourcing';

/** What a task's dependency came to. */
export interface DependencyResult {
  readonly planTaskId: string;
  readonly name: string;
  /** On the line; absent when nothing had to be merged. */
  readonly commit?: string;
  /** What the last agent said of its work. */
  readonly summary: string;
}

export interface DependencyResults extends KeptView {
  of(taskId: string): readonly DependencyResult[];
  /** For a workflow that ended long ago: nobody is told any more what its tasks came to. */
  forget(workflow: Pick<KnownWorkflow, 'tasks'>): void;
}

export function createDependencyResults(index: Pick<TaskIndex, 'task'>): DependencyResults {
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
  return {
    tables: { summaries, commits },
    apply(event: RecordedEvent) {
      if (isEvent(event, 'task.executed')) summaries.set(event.data.taskId, event.data.summary);
      if (isEvent(event, 'task.completed') && event.data.commit !== undefined) {
        commits.set(event.data.taskId, event.data.commit);
      }
    },
    forget({ tasks }) {
      for (const taskId of tasks.keys()) {
        summaries.delete(taskId);
        commits.delete(taskId);
      }
    },
    of: (taskId) => (index.task(taskId)?.spec.dependencies ?? []).flatMap(resultOf),
  };
}

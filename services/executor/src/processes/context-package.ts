import type { Finding } from '@atms/contracts';
import type { Assignments } from '../projections/assignments.ts';
import type { DependencyResult } from '../projections/dependency-results.ts';

/** All that an agent is told. Written to a file as JSON; everything in it is data, nothing an instruction of ours. */
export interface ContextPackage {
  readonly goal: string;
  readonly task: {
    readonly id: string;
    readonly name: string;
    readonly description: string;
    readonly priority: string;
    readonly estimateMs: number;
  };
  readonly attempt: number;
  readonly acceptance: readonly string[];
  /** The only paths that may be written; empty means all. */
  readonly paths: readonly string[];
  readonly dependencies: readonly DependencyResult[];
  /** Why the previous attempt did not count. */
  readonly feedback: readonly Finding[];
  /** What the previous attempt changed, when its work is to be done anew. */
  readonly previousDiff?: string;
}

export function contextPackage(
  view: Assignments,
  taskId: string,
  previousDiff?: string,
): ContextPackage | undefined {
  const task = view.task(taskId);
  const workflow = task === undefined ? undefined : view.workflow(task.workflowId);
  if (task === undefined || workflow === undefined) return undefined;
  const { planTaskId, name, description, priority, estimateMs, acceptance, paths } = task.spec;
  return {
    goal: workflow.request.goal,
    task: { id: planTaskId, name, description, priority, estimateMs },
    attempt: task.attempt,
    acceptance,
    paths,
    dependencies: view.dependencyResults(taskId),
    feedback: task.retried?.findings ?? [],
    ...(previousDiff === undefined ? {} : { previousDiff }),
  };
}

/** Where the index keeps what it knows, and how long. */
import { isUnfinished, type KnownTask, type KnownWorkflow } from './known-tasks.ts';

export interface Tables {
  readonly workflows: Map<string, KnownWorkflow>;
  readonly tasks: Map<string, KnownTask>;
  readonly underWay: Set<KnownWorkflow>;
  /** Those that are not under way, in the order in which they ended. */
  readonly ended: Set<KnownWorkflow>;
  readonly open: Set<KnownTask>;
  readonly repositories: Set<string>;
}

/** How many tasks of workflows that have ended stay known, beside those of the last one. */
const keptTasks = 1_000;

export interface TaskIndexOptions {
  /** False while what was folded beside the index needs the workflow, which has ended. */
  readonly mayForget?: (workflow: KnownWorkflow) => boolean;
  /** Called before it is forgotten, with all its tasks. */
  readonly onForget?: (workflow: KnownWorkflow) => void;
}

export function createTables(): Tables {
  return {
    workflows: new Map(),
    tasks: new Map(),
    underWay: new Set(),
    ended: new Set(),
    open: new Set(),
    repositories: new Set(),
  };
}

export function noteEnd({ underWay, ended }: Tables, workflow: KnownWorkflow): void {
  if (isUnderWay(workflow)) return;
  underWay.delete(workflow);
  ended.add(workflow);
}

/** From the one that ended first on; the last one stays in any case. */
export function forgetOldest(tables: Tables, { mayForget, onForget }: TaskIndexOptions): void {
  const { ended, workflows, tasks } = tables;
  let kept = 0;
  for (const workflow of ended) kept += sizeOf(workflow);
  for (const workflow of ended) {
    kept -= sizeOf(workflow);
    if (kept < keptTasks) return;
    if (workflow.cutShort || mayForget?.(workflow) === false) continue;
    onForget?.(workflow);
    ended.delete(workflow);
    workflows.delete(workflow.workflowId);
    for (const taskId of workflow.tasks.keys()) tasks.delete(taskId);
  }
}

function sizeOf({ tasks }: KnownWorkflow): number {
  return Math.max(1, tasks.size);
}

function isUnderWay(workflow: KnownWorkflow): boolean {
  return isUnfinished(workflow) || workflow.openCount > 0;
}

/** What everybody needs to know of workflows and tasks. */
import type { EventData } from '../events.ts';
import type { TaskSpec } from '../task-spec.ts';

export type TaskLife = 'open' | 'accepted' | 'escalated' | 'completed' | 'failed' | 'cancelled';
export type WorkflowLife = 'requested' | 'approved' | 'completed' | 'failed' | 'cancelled';

export interface KnownWorkflow {
  readonly workflowId: string;
  readonly request: EventData<'workflow.requested'>;
  /** With what was added to the plan later; nothing once the workflow has ended. */
  planned: TaskSpec[];
  life: WorkflowLife;
  paused: boolean;
  /** Tasks by id, in the order of the plan. */
  readonly tasks: Map<string, KnownTask>;
  /** How many of them have not ended. */
  openCount: number;
  /** It ended while its tasks were being created: more of them may come. */
  cutShort: boolean;
}

export interface KnownTask {
  readonly taskId: string;
  readonly workflowId: string;
  readonly lineId: string;
  /** What the current attempt is asked for. */
  spec: TaskSpec;
  /** What the next one is asked for, when that differs. */
  nextSpec?: TaskSpec;
  life: TaskLife;
  attempt: number;
  /** Whether an agent has begun with the current attempt. */
  started: boolean;
  /** The event that opened the current attempt, when it is not the first. */
  retried?: EventData<'task.retried'>;
  paused: boolean;
}

export function hasAttempt(task: KnownTask): boolean {
  return task.life === 'open' || task.life === 'accepted';
}

export function hasEnded(task: { readonly life: TaskLife | 'none' }): boolean {
  return task.life === 'completed' || task.life === 'failed' || task.life === 'cancelled';
}

/** Tasks of one that has finished may be open still. */
export function isUnfinished({ life }: { readonly life: WorkflowLife | 'none' }): boolean {
  return life === 'requested' || life === 'approved';
}

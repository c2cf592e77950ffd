import type { TaskChanges, TaskSpec } from '@atms/contracts';
import type { TaskRow } from './tables.ts';

/** A plan has fewer tasks than this, so that part and index make one place. */
const tasksPerPlan = 100_000;

export function placeInPlan(part: number, index: number): number {
  return part * tasksPerPlan + index;
}

/** What was added later stands behind the plan, in the order of the additions. */
export function placeAfterPlan(position: number, index: number): number {
  return placeInPlan(tasksPerPlan + position, index);
}

/** A task as the plan has it, before it was created. */
export function plannedTask(
  spec: TaskSpec,
  place: { readonly workflowId: string; readonly ordinal: number },
): TaskRow {
  return { ...place, ...specColumns(spec), ...beginning };
}

type SpecColumn =
  | 'taskId'
  | 'planTaskId'
  | 'name'
  | 'description'
  | 'acceptance'
  | 'estimateMs'
  | 'dependencies'
  | 'wantedAgent'
  | 'skills'
  | 'priority'
  | 'parallelGroup'
  | 'category'
  | 'paths'
  | 'run'
  | 'checks'
  | 'timeoutMs';

function specColumns(spec: TaskSpec): Pick<TaskRow, SpecColumn> {
  return {
    taskId: spec.taskId,
    planTaskId: spec.planTaskId,
    name: spec.name,
    description: spec.description,
    acceptance: JSON.stringify(spec.acceptance),
    estimateMs: spec.estimateMs,
    dependencies: JSON.stringify(spec.dependencies),
    wantedAgent: spec.agent ?? null,
    skills: JSON.stringify(spec.skills),
    priority: spec.priority,
    parallelGroup: spec.parallelGroup ?? null,
    category: spec.category ?? null,
    paths: JSON.stringify(spec.paths),
    run: spec.run ?? null,
    checks: JSON.stringify(spec.checks),
    timeoutMs: spec.timeoutMs ?? null,
  };
}

/** A change says all that there is of what it names. */
export function changedColumns(changes: TaskChanges): Partial<TaskRow> {
  const { name, description, category, estimateMs, run, timeoutMs } = changes;
  const { acceptance, agent, skills, checks } = changes;
  const columns = {
    name,
    description,
    category,
    estimateMs,
    run,
    timeoutMs,
    wantedAgent: agent,
    acceptance: acceptance && JSON.stringify(acceptance),
    skills: skills && JSON.stringify(skills),
    checks: checks && JSON.stringify(checks),
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

const beginning = {
  state: 'planned',
  stage: -1,
  ended: 0,
  paused: 0,
  attempt: 1,
  agentId: null,
  notBefore: null,
  createdAt: null,
  readyAt: null,
  startedAt: null,
  attemptStartedAt: null,
  executedAt: null,
  endedAt: null,
  endReason: null,
  escalationReason: null,
  message: null,
  commit: null,
  tree: null,
} as const;

import type { TaskView, WorkflowDetail } from '@atms/monitoring';
import type { ActiveTask, Progress } from '../render/progress.ts';
import { oneLine } from '../terminal.ts';

const underWay: readonly string[] = ['assigned', 'running', 'validating', 'merging'];

export interface Moment {
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  /** When the present attempt of a task began, where this run has seen it begin; ISO 8601. */
  readonly startOf: (task: TaskView) => string | undefined;
}

export function progressOf(workflow: WorkflowDetail, moment: Moment): Progress {
  const { progress, remainingMs, tasksByState, tasks, paused, waiting } = workflow;
  return {
    total: progress.total,
    completed: tasksByState.completed ?? 0,
    ...(remainingMs === undefined ? {} : { remainingMs }),
    paused,
    active: tasks
      .filter(({ state }) => underWay.includes(state))
      .map((task) => activeTask(task, moment)),
    attention: waiting.map(({ what }) => oneLine(what)),
  };
}

function activeTask(task: TaskView, { nowMs, startOf }: Moment): ActiveTask {
  const { planTaskId, name, state, attempt, agentId, live } = task;
  const startedAt = startOf(task);
  return {
    name: oneLine(`${planTaskId} ${name}`),
    state,
    attempt,
    ...(agentId === null ? {} : { agent: kindOf(agentId) }),
    ...(startedAt === undefined ? {} : { sinceMs: Math.max(0, nowMs - Date.parse(startedAt)) }),
    ...(live === undefined ? {} : { lastOutput: oneLine(live.lastLine) }),
  };
}

/** Agent ids are `<executorId>.<kind>`; on one machine the kind says enough. */
function kindOf(agentId: string): string {
  return oneLine(agentId.slice(agentId.lastIndexOf('.') + 1));
}

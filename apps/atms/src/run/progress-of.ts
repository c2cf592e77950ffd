import type { TaskView, WorkflowDetail } from '@atms/monitoring';
import type { ActiveTask, Progress } from '../render/progress.ts';
import { oneLine } from '../terminal.ts';

const underWay: readonly string[] = ['assigned', 'running', 'validating', 'merging'];

/** @param nowMs milliseconds since the epoch, for how long a task has been running */
export function progressOf(workflow: WorkflowDetail, nowMs: number): Progress {
  const { progress, remainingMs, tasksByState, tasks, paused, waiting } = workflow;
  return {
    total: progress.total,
    completed: tasksByState.completed ?? 0,
    ...(remainingMs === undefined ? {} : { remainingMs }),
    paused,
    active: tasks
      .filter(({ state }) => underWay.includes(state))
      .map((task) => activeTask(task, nowMs)),
    attention: waiting.map(({ what }) => oneLine(what)),
  };
}

function activeTask(task: TaskView, nowMs: number): ActiveTask {
  const { planTaskId, name, state, attempt, agentId, startedAt, live } = task;
  return {
    name: oneLine(`${planTaskId} ${name}`),
    state,
    attempt,
    ...(agentId === null ? {} : { agent: kindOf(agentId) }),
    ...(startedAt === null ? {} : { sinceMs: Math.max(0, nowMs - Date.parse(startedAt)) }),
    ...(live === undefined ? {} : { lastOutput: oneLine(live.lastLine) }),
  };
}

/** Agent ids are `<executorId>.<kind>`; on one machine the kind says enough. */
export function kindOf(agentId: string): string {
  return oneLine(agentId.slice(agentId.lastIndexOf('.') + 1));
}

import type { AtmsEvent, EventData, EventOf, EventType } from '../events.ts';
import type { TaskSpec } from '../task-spec.ts';

const by = 'cli:ada';
const commit = 'c'.repeat(40);

export function event<T extends EventType>(
  type: T,
  data: EventData<T>,
): { readonly type: T; readonly data: EventData<T> } {
  return { type, data };
}

export function spec(taskId: string, change: Partial<TaskSpec> = {}): TaskSpec {
  return {
    taskId,
    planTaskId: taskId,
    name: taskId,
    description: '',
    acceptance: [],
    estimateMs: 0,
    dependencies: [],
    skills: [],
    priority: 'medium',
    paths: [],
    checks: 'none',
    onFailure: 'escalate',
    ...change,
  };
}

/** A workflow W on line L that was asked for and planned, in one part for each list of tasks. */
export function planned(...parts: readonly (readonly TaskSpec[])[]): readonly AtmsEvent[] {
  const request = {
    workflowId: 'W',
    name: 'plan',
    goal: '',
    planHash: 'hash',
    repository: '/srv/shop',
    branch: 'atms/plan',
    base: commit,
    lineId: 'L',
    by,
  };
  return [
    event('workflow.requested', request),
    ...parts.map((tasks, index) =>
      event('workflow.planned', {
        workflowId: 'W',
        part: index + 1,
        parts: parts.length,
        tasks: [...tasks],
      }),
    ),
  ];
}

export function created(task: TaskSpec): EventOf<'task.created'> {
  return event('task.created', { ...task, workflowId: 'W', lineId: 'L', attempt: 1 });
}

export function retried(taskId: string, attempt: number): EventOf<'task.retried'> {
  return event('task.retried', {
    workflowId: 'W',
    taskId,
    attempt,
    previous: attempt - 1,
    cause: 'checks-failed',
    counted: true,
    agent: 'same',
    previousAgents: [],
    start: 'last-commit',
    findings: [],
    by: 'policy',
  });
}

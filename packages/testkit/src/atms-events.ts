import { type EventData, eventDefinition, type EventType, type TaskSpec } from '@atms/contracts';
import type { RecordedEvent } from '@atms/eventsourcing';

/** A commit or tree id that is one letter all over. */
export function hashOf(letter: string): string {
  return letter.repeat(40);
}

export function taskSpec(change: Partial<TaskSpec> = {}): TaskSpec {
  const taskId = change.taskId ?? 'T1';
  return {
    taskId,
    planTaskId: taskId,
    name: `Task ${taskId}`,
    description: '',
    acceptance: [],
    estimateMs: 60_000,
    dependencies: [],
    skills: [],
    priority: 'medium',
    paths: [],
    checks: 'none',
    onFailure: 'escalate',
    ...change,
  };
}

/** A task of workflow W on line L. */
export function createdTask(
  change: Partial<EventData<'task.created'>> = {},
): EventData<'task.created'> {
  return { ...taskSpec(change), workflowId: 'W', lineId: 'L', attempt: 1, ...change };
}

/** Workflow W in the repository /repo, whose line L is the branch atms/w. */
export function requestedWorkflow(
  change: Partial<EventData<'workflow.requested'>> = {},
): EventData<'workflow.requested'> {
  return {
    workflowId: 'W',
    name: 'w',
    goal: 'Do it',
    planHash: 'plan',
    repository: '/repo',
    branch: 'atms/w',
    base: hashOf('a'),
    lineId: 'L',
    by: 'pat',
    ...change,
  };
}

/** An attempt that ended well and changed something. */
export function executedAttempt(
  change: Partial<EventData<'task.executed'>> = {},
): EventData<'task.executed'> {
  return {
    workflowId: 'W',
    taskId: 'T1',
    attempt: 1,
    agentId: 'local.shell',
    outcome: 'done',
    base: hashOf('a'),
    commit: hashOf('c'),
    tree: hashOf('d'),
    durationMs: 10,
    summary: 'done',
    violations: [],
    ...change,
  };
}

/** Attempt 2 of T1 in place of attempt 1, as a red gate leads to it. */
export function retriedTask(
  change: Partial<EventData<'task.retried'>> = {},
): EventData<'task.retried'> {
  return {
    workflowId: 'W',
    taskId: 'T1',
    attempt: 2,
    previous: 1,
    cause: 'checks-failed',
    counted: true,
    agent: 'same',
    previousAgents: ['local.shell'],
    start: 'last-commit',
    findings: [],
    by: 'policy',
    ...change,
  };
}

/**
 * Records events as a log would, one after the other, for views and processes that are fed by hand. Each is in a
 * stream of its own kind, and one that no service could have appended is refused.
 */
export function createRecorder(): <T extends EventType>(
  type: T,
  data: EventData<T>,
) => RecordedEvent & { readonly type: T; readonly data: EventData<T> } {
  const startMs = Date.parse('2030-01-01T00:00:00.000Z');
  let position = 0;
  return (type, data) => {
    eventDefinition(type).schema.parse(data);
    position += 1;
    const time = new Date(startMs + position * 1_000).toISOString();
    return {
      eventId: `event-${position}`,
      type,
      data,
      metadata: { commandId: `command-${position}`, correlationId: 'W', time },
      stream: `${type}-${position}`,
      revision: 0,
      position,
    };
  };
}

/** Other workflows that were requested and cancelled, one event after the other. */
export function* passingWorkflows(
  record: ReturnType<typeof createRecorder>,
  count: number,
): Generator<RecordedEvent> {
  for (let number = 1; number <= count; number++) {
    const workflowId = `passing-${number}`;
    yield record('workflow.requested', requestedWorkflow({ workflowId, name: workflowId }));
    yield record('workflow.cancelled', { workflowId, by: 'pat', reason: '' });
  }
}

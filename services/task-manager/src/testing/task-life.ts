import type { EventData, Finding } from '@atms/contracts';
import { given } from '@atms/eventsourcing';
import { createdTask, hashOf } from '@atms/testkit';
import { retryDefaults, type RetrySettings } from '../domain/retry-policy.ts';
import { createTaskDecider } from '../domain/task.ts';
import type { TaskCommand, TaskDecision, TaskEvent } from '../domain/task-messages.ts';

export const key = { workflowId: 'W', taskId: 'T1' };
export const tree = hashOf('d');
export const commit = hashOf('c');
export const by = 'pat';
export const now = '2030-01-01T00:00:00.000Z';

export const finding: Finding = { gate: 'test', message: 'expected 1, got 2' };

export function created(change: Partial<EventData<'task.created'>> = {}): TaskEvent {
  return { type: 'task.created', data: createdTask(change) };
}

/** Attempt `attempt` in place of the one before it. */
export function retried(
  attempt: number,
  change: Partial<EventData<'task.retried'>> = {},
): TaskEvent {
  return {
    type: 'task.retried',
    data: {
      ...key,
      attempt,
      previous: attempt - 1,
      cause: 'checks-failed',
      counted: true,
      agent: 'same',
      previousAgents: ['local.shell'],
      start: 'last-commit',
      findings: [],
      by: 'policy',
      ...change,
    },
  };
}

export function accepted(attempt = 1): TaskEvent {
  return { type: 'task.accepted', data: { ...key, attempt, tree } };
}

export function escalated(attempt = 1): TaskEvent {
  return {
    type: 'task.escalated',
    data: { ...key, attempt, reason: 'unproven', message: '', findings: [] },
  };
}

export const paused: TaskEvent = { type: 'task.paused', data: { ...key, by } };
export const resumed: TaskEvent = { type: 'task.resumed', data: { ...key, by } };

export const ends: readonly TaskEvent[] = [
  { type: 'task.completed', data: { ...key, attempt: 1, tree } },
  { type: 'task.failed', data: { ...key, attempt: 1, reason: '', by } },
  { type: 'task.cancelled', data: { ...key, attempt: 1, reason: '', by } },
];

type CommandOf<T extends TaskCommand['type']> = Extract<TaskCommand, { type: T }>;
export type EndAttempt = CommandOf<'EndAttempt'>;

export function endAttempt(change: Partial<EndAttempt> = {}): EndAttempt {
  return {
    type: 'EndAttempt',
    attempt: 1,
    cause: 'checks-failed',
    findings: [],
    previousAgents: ['local.shell'],
    anotherAgent: false,
    at: now,
    ...change,
  };
}

export const escalate: TaskCommand = {
  type: 'EscalateAttempt',
  attempt: 1,
  reason: 'unproven',
  message: 'Nothing was checked',
  findings: [finding],
};
export const accept: CommandOf<'AcceptAttempt'> = { type: 'AcceptAttempt', attempt: 1, tree };
export const completeMerged: CommandOf<'CompleteAttempt'> = {
  type: 'CompleteAttempt',
  attempt: 1,
  tree,
  commit,
};
export const completeUnchanged: TaskCommand = { type: 'CompleteAttempt', attempt: 1, tree };
export const retry: CommandOf<'RetryTask'> = {
  type: 'RetryTask',
  by,
  previousAgents: ['local.shell'],
};
export const rejectTask: TaskCommand = { type: 'RejectTask', by, reason: 'not worth it' };
export const cancel: TaskCommand = { type: 'CancelTask', by, reason: 'not needed' };
export const pause: TaskCommand = { type: 'PauseTask', by };
export const resume: TaskCommand = { type: 'ResumeTask', by };

/** What a task decides after the given events. */
export function after(...events: readonly TaskEvent[]): {
  when(command: TaskCommand): TaskDecision;
} {
  return afterWith(retryDefaults, ...events);
}

export function afterWith(
  settings: RetrySettings,
  ...events: readonly TaskEvent[]
): { when(command: TaskCommand): TaskDecision } {
  return given(createTaskDecider(settings), events);
}

export function accepts(...events: readonly TaskEvent[]): TaskDecision {
  return { kind: 'accepted', events };
}

/** Accepted, and nothing follows: it took effect before, or it is void. */
export const nothing: TaskDecision = { kind: 'accepted', events: [] };

export function rejectsWith(code: string): object {
  return { kind: 'rejected', rejection: { code } };
}

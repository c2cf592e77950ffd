import type {
  EscalationReason,
  EventData,
  EventOf,
  Finding,
  RetryCause,
  TaskChanges,
  TaskLife,
} from '@atms/contracts';
import type { Decision, Rejection } from '@atms/eventsourcing';
import type { Ladder } from './retry-policy.ts';

export const taskEventTypes = [
  'task.created',
  'task.updated',
  'task.retried',
  'task.paused',
  'task.resumed',
  'task.accepted',
  'task.escalated',
  'task.completed',
  'task.failed',
  'task.cancelled',
] as const;
export type TaskEvent = EventOf<(typeof taskEventTypes)[number]>;

/** How an attempt ended without being accepted. `at` is the ISO instant of the decision. */
export interface AttemptEnd {
  readonly attempt: number;
  readonly cause: RetryCause;
  readonly findings: readonly Finding[];
  readonly previousAgents: readonly string[];
  /** Whether an agent other than the one that the ladder began with could do it. */
  readonly anotherAgent: boolean;
  readonly at: string;
}

export type TaskCommand =
  | { readonly type: 'CreateTask'; readonly task: EventData<'task.created'> }
  | ({ readonly type: 'EndAttempt' } & AttemptEnd)
  | {
      readonly type: 'EscalateAttempt';
      readonly attempt: number;
      readonly reason: EscalationReason;
      readonly message: string;
      readonly findings: readonly Finding[];
    }
  | { readonly type: 'AcceptAttempt'; readonly attempt: number; readonly tree: string }
  | {
      readonly type: 'CompleteAttempt';
      readonly attempt: number;
      readonly tree: string;
      readonly commit?: string;
    }
  | {
      readonly type: 'RetryTask';
      readonly attempt?: number;
      readonly by: string;
      readonly previousAgents: readonly string[];
    }
  | { readonly type: 'UpdateTask'; readonly changes: TaskChanges; readonly by: string }
  | {
      readonly type: 'ReassignTask';
      readonly agent: string;
      readonly by: string;
      /** The attempt that an agent of another kind has. */
      readonly withOthers?: number;
      readonly previousAgents: readonly string[];
    }
  | { readonly type: 'RejectTask' | 'CancelTask'; readonly by: string; readonly reason: string }
  | { readonly type: 'PauseTask' | 'ResumeTask'; readonly by: string };

export interface TaskState {
  readonly life: TaskLife | 'none';
  readonly key: { readonly workflowId: string; readonly taskId: string };
  readonly attempt: number;
  /** What it asks for, of that which can be changed. */
  readonly asked: TaskChanges;
  readonly onFailure: 'escalate' | 'fail';
  readonly ladder: Ladder;
  readonly paused: boolean;
  readonly acceptedTree?: string;
}

export type TaskDecision = Decision<TaskEvent, Rejection>;

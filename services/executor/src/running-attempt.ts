import type { EventData, KnownTask } from '@atms/contracts';
import type { CommandHandler, LogFollower, Rejection } from '@atms/eventsourcing';
import type { ExecutionCommand, ExecutionEvent } from './domain/execution.ts';
import type { AttemptPlace, ExecutorOptions, HostedAgent, Workspaces } from './ports.ts';
import type { Assignments } from './projections/assignments.ts';

/** What the executor's parts share. */
export interface ExecutorContext extends Omit<ExecutorOptions, 'workspaces'> {
  readonly workspaces: Workspaces;
  readonly view: Assignments;
  readonly follower: LogFollower;
  readonly execution: CommandHandler<ExecutionCommand, ExecutionEvent, Rejection>;
}

/** An attempt that was assigned to this executor, whether or not it still has the agent for it. */
export interface OwnAttempt {
  readonly context: ExecutorContext;
  readonly assignment: EventData<'agent.assigned'>;
  readonly task: KnownTask;
  readonly place: AttemptPlace;
}

/** Why an attempt is stopped from outside. */
export type StopReason = 'cancelled' | 'interrupted';

export interface RunningAttempt extends OwnAttempt {
  readonly host: HostedAgent;
  readonly signal: AbortSignal;
  /** Set once it was stopped. */
  stopReason?: StopReason;
}

export function keyOf({ assignment }: Pick<OwnAttempt, 'assignment'>) {
  const { workflowId, taskId, attempt } = assignment;
  return { workflowId, taskId, attempt };
}

/**
 * What an attempt says to the log: that it begins, what it has saved, how it ended. Each resolves only when this
 * executor's own view has it, so that nothing here is decided on a view from before.
 */
import {
  type BlobRef,
  boundFindings,
  type EventData,
  type Finding,
  streams,
} from '@atms/contracts';
import type { AgentEnd } from './agent.ts';
import type { ExecutionCommand } from './domain/execution.ts';
import type { Saved, StartPoint } from './ports.ts';
import { keyOf, type OwnAttempt } from './running-attempt.ts';

/** Puts the intent into the log. False when another agent was first: then this assignment is void. */
export async function begin(attempt: OwnAttempt, { base, start }: StartPoint): Promise<boolean> {
  const { agentId, executorId } = attempt.assignment;
  const outcome = await decide(attempt, 'start', {
    type: 'StartExecution',
    start: { ...keyOf(attempt), agentId, executorId, base, start },
  });
  return outcome.kind === 'accepted' && outcome.events.length > 0;
}

export async function recordCheckpoint(attempt: OwnAttempt, saved: Saved): Promise<void> {
  await decide(attempt, `checkpoint/${saved.commit}`, {
    type: 'CheckpointExecution',
    checkpoint: { ...keyOf(attempt), ...saved },
  });
}

export interface Finished {
  readonly end: AgentEnd;
  readonly start: StartPoint;
  readonly saved: Saved;
  readonly violations: readonly Finding[];
  readonly transcript: BlobRef | undefined;
  readonly durationMs: number;
}

export async function finish(attempt: OwnAttempt, finished: Finished): Promise<void> {
  const { end, start, saved, violations, transcript, durationMs } = finished;
  const result: EventData<'task.executed'> = {
    ...keyOf(attempt),
    agentId: attempt.assignment.agentId,
    outcome: end.outcome,
    base: start.base,
    commit: saved.commit,
    tree: saved.tree,
    durationMs,
    summary: end.summary.slice(0, 4_000),
    violations: boundFindings(violations),
    ...(end.usage === undefined ? {} : { usage: end.usage }),
    ...(transcript === undefined ? {} : { transcript }),
  };
  await decide(attempt, 'finish', { type: 'FinishExecution', result });
}

async function decide(
  { context, assignment }: OwnAttempt,
  step: string,
  command: ExecutionCommand,
) {
  const { taskId, attempt, agentId, workflowId } = assignment;
  const outcome = await context.execution({
    stream: streams.execution(taskId, attempt),
    commandId: `${step}/${taskId}/${attempt}/${agentId}`,
    correlationId: workflowId,
    command,
  });
  await context.follower.reached(outcome.position);
  return outcome;
}

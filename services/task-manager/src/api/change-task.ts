import { type CommandPayload, hasAttempt, streams } from '@atms/contracts';
import type { CommandEnvelope, Decided } from '@atms/platform/service';
import type { TaskCommand } from '../domain/task-messages.ts';
import { caughtUp, type CommandContext } from './context.ts';

export function updateTask(
  context: CommandContext,
  { taskId, changes, by }: CommandPayload<'UpdateTask'>,
  envelope: CommandEnvelope,
): Promise<Decided> {
  return change(context, taskId, { envelope, command: { type: 'UpdateTask', changes, by } });
}

/** Who has the attempt is what the log says now: one that gets it later is given a task that is changed. */
export async function reassignTask(
  context: CommandContext,
  { taskId, agent, by }: CommandPayload<'ReassignTask'>,
  envelope: CommandEnvelope,
): Promise<Decided> {
  await caughtUp(context);
  const { board } = context;
  const withOthers = board.attemptWithOthers(taskId, agent);
  const command = {
    type: 'ReassignTask',
    agent,
    by,
    previousAgents: board.agentsOf(taskId),
    ...(withOthers === undefined ? {} : { withOthers }),
  } as const;
  return change(context, taskId, { envelope, command });
}

interface Change {
  readonly envelope: CommandEnvelope;
  readonly command: TaskCommand;
}

/** Answers with the first attempt that the task is asked for in its new form. */
async function change(
  context: CommandContext,
  taskId: string,
  { envelope, command }: Change,
): Promise<Decided> {
  const { aggregates, board, follower } = context;
  const outcome = await aggregates.task({
    ...envelope,
    correlationId: envelope.correlationId ?? board.task(taskId)?.workflowId ?? taskId,
    stream: streams.task(taskId),
    command,
  });
  if (outcome.kind === 'rejected') return outcome;
  await follower.reached(outcome.position);
  const body = { taskId, attempt: firstAttempt(context, taskId) };
  return { kind: 'accepted', position: outcome.position, body };
}

/** 0 while no attempt is open and a person decides about the next. */
function firstAttempt({ board }: CommandContext, taskId: string): number {
  const task = board.task(taskId);
  if (task === undefined || !hasAttempt(task)) return 0;
  return task.started ? task.attempt + 1 : task.attempt;
}

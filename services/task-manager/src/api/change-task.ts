import { type CommandPayload, hasAttempt, type KnownTask, streams } from '@atms/contracts';
import type { CommandEnvelope, Decided } from '@atms/platform/service';
import type { TaskCommand } from '../domain/task-messages.ts';
import { caughtUp, type CommandContext } from './context.ts';

export function updateTask(
  context: CommandContext,
  { taskId, changes, by }: CommandPayload<'UpdateTask'>,
  envelope: CommandEnvelope,
): Promise<Decided> {
  const command = { type: 'UpdateTask', changes, by } as const;
  return change(context, taskId, { envelope, command, attemptOf: firstToStart });
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
  return change(context, taskId, { envelope, command, attemptOf: ({ attempt }) => attempt });
}

interface Change {
  readonly envelope: CommandEnvelope;
  readonly command: TaskCommand;
  /** The first attempt for which the change counts. */
  readonly attemptOf: (task: KnownTask) => number;
}

async function change(
  context: CommandContext,
  taskId: string,
  { envelope, command, attemptOf }: Change,
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
  const task = board.task(taskId);
  // 0 while no attempt is open and a person decides about the next.
  const attempt = task !== undefined && hasAttempt(task) ? attemptOf(task) : 0;
  return { kind: 'accepted', position: outcome.position, body: { taskId, attempt } };
}

/** What an attempt is asked for does not change once it has started. */
function firstToStart({ started, attempt }: KnownTask): number {
  return started ? attempt + 1 : attempt;
}

import type { CommandPayload, Priority, TaskChanges } from '@atms/contracts';
import { AtmsError, hasCode } from '@atms/eventsourcing';
import type { TaskDetail } from '@atms/monitoring';
import { z } from 'zod';
import type { AtmsClient } from '../../client.ts';
import { personName, withClient } from '../../command-context.ts';
import type { CommandContext } from '../../command-context.ts';
import { sayDecided } from '../say-decided.ts';
import { findTask } from '../task.ts';
import { checkAble } from './check-able.ts';
import { changesOf, type TaskFlags } from './task-flags.ts';
import { taskNamed } from './task-named.ts';

export interface UpdateFlags extends TaskFlags {
  readonly name?: string;
  readonly priority?: Priority;
}

/** Says from which attempt on the change holds. */
export function updateTask(
  context: CommandContext,
  ref: string,
  { name, priority, ...flags }: UpdateFlags,
): Promise<number> {
  const changes = { ...changesOf(flags, new Date()), ...(name === undefined ? {} : { name }) };
  const isChanged = Object.keys(changes).length > 0;
  if (!isChanged && priority === undefined) {
    throw new AtmsError(
      'usage',
      `Say what to change, such as: ${context.atms} task update ${ref} --timeout 2h`,
    );
  }
  return withClient(context, async (client) => {
    const task = await findTask(client, ref);
    const { taskId } = task;
    if (priority !== undefined) await prioritize(context, client, { taskId, priority });
    const said = isChanged ? await update(context, client, { task, changes }) : [];
    const order = priority === undefined ? [] : [`its priority is ${priority} now`];
    const sentence = `${await taskNamed(client, task)}: ${[...said, ...order].join('; ')}`;
    return sayDecided(context, sentence, { taskId });
  });
}

/** First, because the queue is there only while some process carries work out; then nothing is half done. */
async function prioritize(
  { atms }: CommandContext,
  client: AtmsClient,
  asked: { readonly taskId: string; readonly priority: Priority },
): Promise<void> {
  try {
    await client.post('PrioritizeTask', { ...asked, by: personName() });
  } catch (error) {
    if (!hasCode(error, 'unavailable')) throw error;
    const message = `The queue decides about priorities, and no process carries work out here: start one with ${atms} up`;
    throw new AtmsError('unavailable', message, { cause: error });
  }
}

interface Update {
  readonly task: TaskDetail;
  readonly changes: TaskChanges;
}

async function update(
  context: CommandContext,
  client: AtmsClient,
  { task, changes }: Update,
): Promise<readonly string[]> {
  const { agent = task.wantedAgent, skills = task.skills, run = task.run } = changes;
  if (['agent', 'skills', 'run'].some((name) => name in changes)) {
    await checkAble(client, { agent: agent ?? undefined, skills, run: run ?? undefined });
  }
  const request: CommandPayload<'UpdateTask'> = {
    taskId: task.taskId,
    changes,
    by: personName(),
  };
  const { body } = await client.post('UpdateTask', request);
  return [`changed; ${holdsFrom(context, task, body)}`];
}

const changed = z.object({ attempt: z.int() });

/** From which attempt on the answer to a change says that it holds. */
export function holdsFrom({ atms }: CommandContext, task: TaskDetail, body: unknown): string {
  const { attempt } = changed.parse(body);
  if (attempt === 0) return `it holds for the next attempt: ${atms} task retry ${task.taskId}`;
  if (attempt > task.attempt && task.attemptStartedAt !== null) {
    return `it holds from attempt ${attempt} on; attempt ${attempt - 1} goes on as it was`;
  }
  return `it holds for attempt ${attempt}, which has not started`;
}

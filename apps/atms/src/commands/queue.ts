import type { Priority } from '@atms/contracts';
import type { QueueView } from '@atms/monitoring';
import { personName, withClient } from '../command-context.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { queueText } from '../render/queue-text.ts';
import { oneLine } from '../terminal.ts';
import { sayDecided } from './say-decided.ts';
import { findTask } from './task.ts';

export function listQueue(context: CommandContext): Promise<number> {
  return withClient(context, async (client) => {
    const queue = await client.get<QueueView>('/api/queue');
    const { terminal, colours, json } = context;
    terminal.out(json ? JSON.stringify(queue) : queueText(queue, colours));
    return exitCodes.done;
  });
}

/** Another base for its priority; it stays for the task's later attempts. */
export function prioritize(
  context: CommandContext,
  ref: string,
  priority: Priority,
): Promise<number> {
  return withClient(context, async (client) => {
    const { taskId, planTaskId } = await findTask(client, ref);
    await client.post('PrioritizeTask', { taskId, priority, by: personName() });
    return sayDecided(context, `${oneLine(planTaskId)}: priority ${priority}`, { taskId });
  });
}

import { personName, withClient } from '../../command-context.ts';
import type { CommandContext } from '../../command-context.ts';
import { oneLine } from '../../terminal.ts';
import { sayDecided } from '../say-decided.ts';
import { findTask } from '../task.ts';
import { checkAble } from './check-able.ts';
import { taskNamed } from './task-named.ts';
import { z } from 'zod';

/** An attempt that is under way ends; the next one goes to an agent of this kind. */
export function reassignTask(context: CommandContext, ref: string, agent: string): Promise<number> {
  return withClient(context, async (client) => {
    const task = await findTask(client, ref);
    const { taskId, skills, run } = task;
    await checkAble(client, { agent, skills, run: run ?? undefined });
    const { body } = await client.post('ReassignTask', { taskId, agent, by: personName() });
    const { attempt } = assigned.parse(body);
    const then =
      attempt === 0
        ? `open another attempt with: ${context.atms} task retry ${taskId}`
        : `attempt ${attempt} goes there${attempt > task.attempt ? `; attempt ${task.attempt} has ended` : ''}`;
    const sentence = `${await taskNamed(client, task)} is for ${oneLine(agent)} now; ${then}`;
    return sayDecided(context, sentence, { taskId });
  });
}

const assigned = z.object({ attempt: z.int() });

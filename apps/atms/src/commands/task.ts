import type { TaskDetail } from '@atms/monitoring';
import type { AtmsClient } from '../client.ts';
import { personName, withClient } from '../command-context.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { taskLeft } from '../render/left-behind.ts';
import { taskText } from '../render/task-text.ts';
import { goesOn, sayDecided } from './say-decided.ts';
import { taskNamed } from './task/task-named.ts';

export function showTask(context: CommandContext, ref: string): Promise<number> {
  return withClient(context, async (client, { isServed }) => {
    const task = await findTask(client, ref);
    const { terminal, colours, json } = context;
    const shown = isServed ? task : taskLeft(task);
    terminal.out(json ? JSON.stringify(task) : taskText(shown, colours));
    return exitCodes.done;
  });
}

export type TaskChange = 'retry' | 'cancel' | 'pause' | 'resume';

export interface TaskRequest {
  readonly ref: string;
  readonly reason: string;
}

export function changeTask(
  context: CommandContext,
  change: TaskChange,
  { ref, reason }: TaskRequest,
): Promise<number> {
  return withClient(context, async (client, opened) => {
    const task = await findTask(client, ref);
    await post(client, change, { task, reason });
    const { taskId } = task;
    const name = await taskNamed(client, task);
    const said = change === 'resume' ? goesOn(opened) : saidOf[change];
    return sayDecided(context, `${name}: ${said}`, { taskId });
  });
}

const saidOf: Readonly<Record<Exclude<TaskChange, 'resume'>, string>> = {
  retry:
    'another attempt is open, and the ladder of retries begins anew; it starts with the next run, or at once while one is under way',
  cancel: 'cancelled',
  pause: 'paused; what runs goes on',
};

async function post(
  client: AtmsClient,
  change: TaskChange,
  { task, reason }: { readonly task: TaskDetail; readonly reason: string },
): Promise<void> {
  const asked = { taskId: task.taskId, by: personName() };
  // The attempt that the person saw: a second retry of the same one is refused.
  if (change === 'retry') await client.post('RetryTask', { ...asked, attempt: task.attempt });
  else if (change === 'cancel') await client.post('CancelTask', { ...asked, reason });
  else if (change === 'pause') await client.post('PauseTask', asked);
  else await client.post('ResumeTask', asked);
}

export function findTask(client: AtmsClient, ref: string): Promise<TaskDetail> {
  return client.get<TaskDetail>(`/api/tasks/${encodeURIComponent(ref)}`);
}

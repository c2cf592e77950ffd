import { setTimeout as wait } from 'node:timers/promises';
import type { TaskLogs } from '@atms/monitoring';
import { stripControl } from '@atms/platform/process';
import type { AtmsClient } from '../../client.ts';
import { withClient } from '../../command-context.ts';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes } from '../../exit-codes.ts';
import { oneLine } from '../../terminal.ts';
import { createUnseen } from './unseen.ts';

export interface LogsFlags {
  readonly attempt?: number;
  readonly follow?: true;
}

const lookEveryMs = 300;

/** What the agent wrote, without what would steer the terminal. */
export function taskLogs(context: CommandContext, ref: string, flags: LogsFlags): Promise<number> {
  return withClient(context, async (client, { isServed }) => {
    const first = await read(client, ref, flags.attempt);
    if (flags.follow === true && isServed && !first.ended) {
      await follow(context, client, { ref, first });
      return exitCodes.done;
    }
    const { terminal, json } = context;
    if (json) terminal.out(JSON.stringify(first));
    else if (first.text !== '') terminal.out(first.text);
    else terminal.say(silenceOf(first));
    return exitCodes.done;
  });
}

async function read(client: AtmsClient, ref: string, attempt?: number): Promise<TaskLogs> {
  const query = attempt === undefined ? '' : `?attempt=${attempt}`;
  const logs = await client.get<TaskLogs>(`/api/tasks/${encodeURIComponent(ref)}/logs${query}`);
  return { ...logs, text: stripControl(logs.text) };
}

interface Following {
  readonly ref: string;
  readonly first: TaskLogs;
}

/** Until the attempt has said its last; for programs a line of JSON for each piece. */
async function follow(
  { terminal, json }: CommandContext,
  client: AtmsClient,
  { ref, first }: Following,
): Promise<void> {
  const unseen = createUnseen();
  const { attempt, planTaskId } = first;
  let logs = first;
  for (;;) {
    const text = unseen(logs.text, logs.ended);
    if (text !== '') terminal.out(json ? JSON.stringify({ attempt, planTaskId, text }) : text);
    if (logs.ended) return;
    await wait(lookEveryMs);
    logs = await read(client, ref, attempt);
  }
}

/** In place of an output. */
function silenceOf({ attempt, planTaskId, ended }: TaskLogs): string {
  const said = ended ? 'ended without output' : 'has said nothing yet';
  return `Attempt ${attempt} of ${oneLine(planTaskId)} ${said}`;
}

import type { StatusView } from '@atms/monitoring';
import { withClient } from '../command-context.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { inboxText } from '../render/status-text.ts';
import { asCalled } from '../run/finish.ts';
import { withShortCommands } from '../run/short-commands.ts';

/** What waits for a person, with the commands that settle it. */
export function inbox(context: CommandContext): Promise<number> {
  return withClient(context, async (client) => {
    const status = await client.get<StatusView>('/api/status');
    const { terminal, colours, json } = context;
    const { waiting, deadLetters } = status;
    const short = withShortCommands(waiting, status.workflows);
    const called = (command: string) => asCalled(command, context);
    terminal.out(
      json
        ? JSON.stringify({ waiting, deadLetters })
        : inboxText({ waiting: short, deadLetters }, { colours, called }),
    );
    return exitCodes.done;
  });
}

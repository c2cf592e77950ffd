import type { StatusView } from '@atms/monitoring';
import { withClient } from '../command-context.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { statusText } from '../render/status-text.ts';
import { asCalled } from '../run/finish.ts';
import { withShortCommands } from '../run/short-commands.ts';

export function status(context: CommandContext): Promise<number> {
  return withClient(context, async (client, { isServed }) => {
    const found = await client.get<StatusView>('/api/status');
    const { terminal, colours, json } = context;
    const called = (command: string) => asCalled(command, context);
    const waiting = withShortCommands(found.waiting, found.workflows);
    terminal.out(
      json ? JSON.stringify(found) : statusText({ ...found, waiting }, { colours, called }),
    );
    if (!isServed && found.workflows.some(({ endedAt }) => endedAt === null)) {
      terminal.say(`No process carries this out now. Go on with: ${context.atms} run PLAN.yaml`);
    }
    return exitCodes.done;
  });
}

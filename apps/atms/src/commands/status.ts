import type { StatusView } from '@atms/monitoring';
import { withClient } from '../command-context.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { statusLeft } from '../render/left-behind.ts';
import { statusText } from '../render/status-text.ts';
import { asCalled } from '../run/finish.ts';
import { withShortCommands } from '../run/short-commands.ts';

export function status(context: CommandContext): Promise<number> {
  return withClient(context, async (client, { isServed }) => {
    const found = await client.get<StatusView>('/api/status');
    const { terminal, colours, json } = context;
    const called = (command: string) => asCalled(command, context);
    const waiting = withShortCommands(found.waiting, found.workflows);
    const shown = { ...(isServed ? found : statusLeft(found)), waiting };
    terminal.out(
      json ? JSON.stringify(found) : statusText(shown, { colours, called, isLeft: !isServed }),
    );
    if (!isServed && found.workflows.some(({ endedAt }) => endedAt === null)) {
      terminal.say(`No process carries this out now. Go on with: ${context.atms} run PLAN.yaml`);
    }
    return exitCodes.done;
  });
}

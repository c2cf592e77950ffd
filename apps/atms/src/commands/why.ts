import type { WhyView } from '@atms/monitoring';
import { withClient } from '../command-context.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { whyLeft } from '../render/left-behind.ts';
import { whyText } from '../render/why-text.ts';
import { asCalled } from '../run/finish.ts';

/** Why a task is where it is, down to what nothing else keeps, and who can move it. */
export function why(context: CommandContext, ref: string): Promise<number> {
  return withClient(context, async (client, { isServed }) => {
    const found = await client.get<WhyView>(`/api/tasks/${encodeURIComponent(ref)}/why`);
    const { terminal, colours, json } = context;
    const called = (command: string) => asCalled(command, context);
    terminal.out(
      json
        ? JSON.stringify(found)
        : whyText(isServed ? found : whyLeft(found), { colours, called }),
    );
    const { who } = found.root;
    if (!isServed && who !== 'person' && who !== 'nobody') {
      terminal.say(`No process carries this out now. Go on with: ${context.atms} run PLAN.yaml`);
    }
    return exitCodes.done;
  });
}

import type { WaitingItem, WorkflowDetail } from '@atms/monitoring';
import type { AtmsClient } from '../client.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { oneLine } from '../terminal.ts';

/** The report to stdout. @returns 0 when every task is done, else 1. */
export async function report(
  context: CommandContext,
  client: AtmsClient,
  workflow: WorkflowDetail,
): Promise<number> {
  const path = `/api/workflows/${workflow.workflowId}/report`;
  if (context.json) {
    const found = await client.get<unknown>(`${path}?format=json`);
    context.terminal.out(JSON.stringify({ type: 'report', report: found }));
  } else {
    context.terminal.out(await client.text(`${path}?format=markdown`));
  }
  return workflow.state === 'completed' ? exitCodes.done : exitCodes.failed;
}

/** What waits, with the commands that settle it as the person calls them. */
export function sayWaiting(
  context: CommandContext,
  waiting: readonly WaitingItem[],
  next: string,
): number {
  if (context.json) {
    context.terminal.out(JSON.stringify({ type: 'waiting', waiting, next }));
    return exitCodes.waitsForPerson;
  }
  context.terminal.say('Nothing can go on without a person:');
  for (const item of waiting) {
    context.terminal.say(`  ${context.colours.attention(oneLine(item.what))}`);
    for (const command of item.commands) context.terminal.say(`    ${asCalled(command, context)}`);
  }
  context.terminal.say(`Then go on with: ${next}`);
  return exitCodes.waitsForPerson;
}

/** Commands come as `atms …`, whichever way the person called us. */
export function asCalled(command: string, { atms }: CommandContext): string {
  return oneLine(command).replace(/^atms(?= )/, () => atms);
}

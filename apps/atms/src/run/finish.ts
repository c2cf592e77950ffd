import type { WaitingItem, WorkflowDetail } from '@atms/monitoring';
import { stripControl } from '@atms/platform/process';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { oneLine } from '../terminal.ts';
import type { Session } from './session.ts';

/** The report to stdout. @returns 0 when every task is done, else 1. */
export async function report(
  context: CommandContext,
  session: Session,
  workflow: WorkflowDetail,
): Promise<number> {
  const path = `/api/workflows/${workflow.workflowId}/report`;
  if (context.json) {
    const found = await session.ask((client) => client.get<unknown>(`${path}?format=json`));
    context.terminal.out(JSON.stringify({ type: 'report', report: found }));
  } else {
    const text = await session.ask((client) => client.text(`${path}?format=markdown`));
    context.terminal.out(stripControl(text));
  }
  return workflow.state === 'completed' ? exitCodes.done : exitCodes.failed;
}

export interface Leaving {
  readonly waiting: readonly WaitingItem[];
  /** The command that goes on with the run. */
  readonly next: string;
}

/** What waits, with the commands that settle it as the person calls them. */
export function sayWaiting(context: CommandContext, leaving: Leaving): number {
  const { waiting, next } = leaving;
  if (context.json) context.terminal.out(JSON.stringify({ type: 'waiting', waiting, next }));
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

import type { WaitingItem, WorkflowDetail } from '@atms/monitoring';
import type { CommandContext } from '../command-context.ts';
import { oneLine } from '../terminal.ts';
import { asCalled } from './finish.ts';

/** Whether a person has paused it, and nothing else is asked of one. */
export function isPauseOnly({ waiting }: Pick<WorkflowDetail, 'waiting'>): boolean {
  return waiting.length > 0 && waiting.every(({ kind }) => kind === 'paused');
}

/** Programs read it from the events. */
export function sayPaused(context: CommandContext, waiting: readonly WaitingItem[]): void {
  const { terminal, colours } = context;
  for (const { what, commands } of waiting) {
    const next = commands.map((command) => asCalled(command, context)).join(', or: ');
    terminal.say(`${colours.attention(oneLine(what))}; it goes on from here after: ${next}`);
  }
}

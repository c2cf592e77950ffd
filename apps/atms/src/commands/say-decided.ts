import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';

/** One sentence for people, the ids for programs. */
export function sayDecided(
  { json, terminal }: CommandContext,
  sentence: string,
  ids: Readonly<Record<string, string>>,
): number {
  terminal.out(json ? JSON.stringify({ ...ids, message: sentence }) : sentence);
  return exitCodes.done;
}

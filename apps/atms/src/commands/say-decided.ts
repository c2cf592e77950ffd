import type { CommandContext, Opened } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';

/** Of what was paused: without a process that carries work out, nothing moves by itself. */
export function goesOn({ isServed }: Opened): string {
  return isServed ? 'goes on' : 'goes on with the next run';
}

/** One sentence for people, the ids for programs. */
export function sayDecided(
  { json, terminal }: CommandContext,
  sentence: string,
  ids: Readonly<Record<string, string>>,
): number {
  terminal.out(json ? JSON.stringify({ ...ids, message: sentence }) : sentence);
  return exitCodes.done;
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RepositoryPlace } from './run-git.ts';

/** One line of a ref's log: where the ref was led, by whom, and why. */
export interface ReflogEntry {
  readonly value: string;
  readonly email: string;
  readonly message: string;
}

/**
 * The log of a ref, oldest entry first. Read from the file, because `git log -g` shows nothing for
 * a ref that is a tag. A repository that keeps its refs in another format has no such files; a
 * moved ref is then traced to nobody, and is reported and left alone.
 */
export async function readReflog(
  place: RepositoryPlace,
  ref: string,
): Promise<readonly ReflogEntry[]> {
  const text = await readFile(join(place.commonDir, 'logs', ref), 'utf8').catch(() => '');
  return text
    .split('\n')
    .map(parseReflogLine)
    .filter((entry) => entry !== undefined);
}

/** `<old id> <new id> <name> <<email>> <seconds> <zone>\t<message>`; the name may hold spaces. */
export function parseReflogLine(line: string): ReflogEntry | undefined {
  const match = /^\S+ (\S+) .*?<([^>]*)> \d+ [+-]\d+(?:\t(.*))?$/.exec(line);
  if (match === null) return undefined;
  const [, value = '', email = '', message = ''] = match;
  return { value, email, message };
}

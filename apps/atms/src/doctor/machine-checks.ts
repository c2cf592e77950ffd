import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { cacheFolder } from '@atms/platform/workspace';
import { ok, problem, warning } from './finding.ts';
import type { Environment, Judged } from './finding.ts';

/** Each attempt has a worktree in it. */
export async function checkCache(environment: Environment): Promise<Judged> {
  const folder = cacheFolder(environment);
  const present = await nearestPresent(folder);
  const made = present === folder ? '' : ', made by the first run';
  return (await may(present, constants.W_OK | constants.X_OK))
    ? ok(`${folder} can be written${made}`)
    : problem(`${folder} cannot be written: ${present} is somebody else's or read-only`);
}

const leastFreeBytes = 1024 ** 3;

/** `folders`: what a run writes into; each that stands on a file system of its own is told. */
export async function checkDisk(folders: readonly string[]): Promise<Judged> {
  const said = new Set<string>();
  let isShort = false;
  for (const folder of folders) {
    const present = await nearestPresent(folder);
    const { bavail, bsize } = await statfs(present);
    const free = bavail * bsize;
    isShort ||= free < leastFreeBytes;
    said.add(`${(free / 1024 ** 3).toFixed(1)} GB free at ${present}`);
  }
  const all = [...said].join(', ');
  return isShort ? warning(`${all}; each task takes a copy of the repository`) : ok(all);
}

/** Whether a command is there to be started, by its path or on the PATH. */
export async function hasCommand(command: string, environment: Environment): Promise<boolean> {
  if (isAbsolute(command)) return may(command, constants.X_OK);
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const folder of folders) if (await may(join(folder, command), constants.X_OK)) return true;
  return false;
}

function may(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}

async function nearestPresent(path: string): Promise<string> {
  if ((await may(path, constants.F_OK)) || dirname(path) === path) return path;
  return nearestPresent(dirname(path));
}

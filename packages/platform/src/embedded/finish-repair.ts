/**
 * The second half of a repair: the new log, which lies whole in a folder of its own, is put into its place.
 *
 * Owns: the folder `repaired-log`. As soon as it is there with a log in it, that log is what counts, whatever lies at
 * the log's own name: whoever opens the log goes through here first.
 *
 * 1. Each step may be repeated after a crash; the folder goes when nothing is left to be done, and with it what repairs
 *    that were killed earlier have left.
 * 2. The damaged log keeps all its files, under another name.
 * 3. Only under the lock of the log, and nobody has the damaged one open: the repair saw to that under the same lock,
 *    and whoever opens it goes through here.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import type { LogLock } from './log-lock.ts';

/** Relative to the data directory. */
export const repairedFolder = 'repaired-log';

/** In the folder: what the damaged log's name is to end with. */
export const suffixFile = 'damaged-suffix';

/**
 * @returns whether there was such a repair
 * @throws what keeps the files from being moved
 */
export function finishRepair({ dataDirectory }: LogLock): boolean {
  const folder = join(dataDirectory, repairedFolder);
  if (!existsSync(folder)) return false;
  if (existsSync(join(folder, 'log.db'))) putInPlace(dataDirectory, folder);
  const leftOver = readdirSync(dataDirectory).filter((name) => /^(repair|survey)-/.test(name));
  for (const name of [...leftOver, repairedFolder])
    rmSync(join(dataDirectory, name), { recursive: true, force: true, maxRetries: 3 });
  return true;
}

function putInPlace(dataDirectory: string, folder: string): void {
  const path = join(dataDirectory, 'log.db');
  const kept = path + readFileSync(join(folder, suffixFile), 'utf8');
  // What SQLite had beside the damaged file would spoil the new one.
  for (const suffix of sqliteSuffixes) renameIfThere(path + suffix, kept + suffix);
  for (const suffix of sqliteSuffixes)
    rmSync(join(dataDirectory, `read.db${suffix}`), { force: true });
  syncPath(dataDirectory);
  renameSync(join(folder, 'log.db'), path);
  syncPath(dataDirectory);
}

const sqliteSuffixes = ['-wal', '-shm', '-journal', ''];

function renameIfThere(from: string, to: string): void {
  if (existsSync(from)) renameSync(from, to);
}

/** A folder's names, or a file's bytes, are on the disk when this returns. */
export function syncPath(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

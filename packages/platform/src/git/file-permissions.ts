import { chmod, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const ownerReads = 0o400;
const ownerUses = 0o700;

/**
 * Gives the owner back the right to read every file and to read and change every folder below
 * `path`. Tools leave such trees behind (Go's module cache is read-only), and they could neither be
 * committed nor removed. No link is followed.
 */
export async function makeAccessible(path: string): Promise<void> {
  const entry = await lstat(path).catch(() => undefined);
  if (entry?.isFile() === true) await allow(path, entry.mode, ownerReads);
  if (entry?.isDirectory() !== true) return;
  await allow(path, entry.mode, ownerUses);
  for (const name of await readdir(path)) await makeAccessible(join(path, name));
}

async function allow(path: string, mode: number, wanted: number): Promise<void> {
  if ((mode & wanted) !== wanted) await chmod(path, (mode & 0o7777) | wanted);
}

import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The process that has a lock on a file, by the kernel's list: what is there on Linux. Undefined where nobody has one,
 * or where that cannot be told.
 */
export async function lockHolder(file: string): Promise<number | undefined> {
  const [locks, found] = await Promise.all([
    readFile('/proc/locks', 'utf8').catch(() => ''),
    stat(file).catch(() => undefined),
  ]);
  if (found === undefined) return undefined;
  // `1: POSIX ADVISORY WRITE 1234 08:01:5678 0 EOF`; the device is not compared: some file systems have two.
  const holders = locks
    .split('\n')
    .map((line) => /^\d+: +\S+ +\S+ +WRITE +(\d+) +\w+:\w+:(\d+) /.exec(line))
    .filter((match) => Number(match?.[2]) === found.ino)
    .map((match) => Number(match?.[1]));
  for (const pid of new Set(holders)) if (await hasOpen(pid, file)) return pid;
  return undefined;
}

async function hasOpen(pid: number, file: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const names = await readdir(folder).catch(() => []);
  const targets = names.map((name) => readlink(join(folder, name)).catch(() => ''));
  return (await Promise.all(targets)).includes(file);
}

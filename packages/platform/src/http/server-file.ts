/**
 * `.atms/server.json`: how the commands of other terminals reach the process that holds the data directory.
 *
 * Owns: that one file. Does not own: who holds the directory; that is the lock of the log, and dies with its process.
 *
 * 1. Only the file's owner can read it: it holds the token.
 * 2. A reader sees a whole file or none.
 * 3. A file is believed only while its process lives and the address answers as that process.
 */
import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const serverAddress = z.object({
  url: z.string().regex(/^http:\/\/127\.0\.0\.1:\d{1,5}$/),
  pid: z.int().min(1),
  token: z.string().min(16),
  startedAt: z.iso.datetime(),
});
export type ServerAddress = z.infer<typeof serverAddress>;

/** How long an address has to answer before it counts as nobody's. */
const answerWithinMs = 3_000;

export function serverFile(dataDirectory: string): string {
  return join(dataDirectory, 'server.json');
}

/** Call it only while holding the data directory: it replaces what a dead holder left. */
export async function writeServerFile(
  dataDirectory: string,
  address: ServerAddress,
): Promise<void> {
  const file = serverFile(dataDirectory);
  const beside = `${file}.${address.pid}`;
  await rm(beside, { force: true });
  await writeFile(beside, `${JSON.stringify(address, undefined, 2)}\n`, {
    mode: 0o600,
    flag: 'wx',
  });
  // The mode of a new file is reduced by the umask, never widened; the call makes it exact.
  await chmod(beside, 0o600);
  await rename(beside, file);
}

/** Undefined when there is none, or none that this version understands. */
export async function readServerFile(dataDirectory: string): Promise<ServerAddress | undefined> {
  const text = await readFile(serverFile(dataDirectory), 'utf8').catch(() => '');
  const parsed = serverAddress.safeParse(parseJson(text));
  return parsed.success ? parsed.data : undefined;
}

/** Removes the file unless somebody else's has taken its place. */
export async function removeServerFile(dataDirectory: string, own: ServerAddress): Promise<void> {
  const present = await readServerFile(dataDirectory);
  if (present?.token === own.token) await rm(serverFile(dataDirectory), { force: true });
}

/** The server of this data directory, if there is one that answers. */
export async function findLiveServer(dataDirectory: string): Promise<ServerAddress | undefined> {
  const address = await readServerFile(dataDirectory);
  if (address === undefined || !isAlive(address.pid)) return undefined;
  return (await answersAsItself(address)) ? address : undefined;
}

async function answersAsItself({ url, pid }: ServerAddress): Promise<boolean> {
  try {
    const response = await fetch(`${url}/livez`, { signal: AbortSignal.timeout(answerWithinMs) });
    const body = live.safeParse(await response.json());
    return body.success && body.data.pid === pid;
  } catch {
    return false;
  }
}

const live = z.object({ pid: z.int() });

/** A process of another user is alive too, but its signals are not ours to send. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

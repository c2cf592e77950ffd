// One installation at a time in one clone, also when several commands are started together.
//
// The lock is a folder with one file in it, named by a token that no other holder uses. Invariants:
// 1. The folder comes into being with its file inside: `rename` of a prepared folder, which the kernel refuses while the
//    place is taken by a folder that is not empty.
// 2. Who finds the holder dead deletes the file that it read, never the folder: a lock taken by somebody else in the
//    meantime has another token and is not touched. A folder without a file counts as free.
// 3. The file names the holder and the installer that it started: an installer that outlives its starter still holds.

import { randomUUID } from 'node:crypto';
import {
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const pollMs = 200;
const renewMs = 2_000;
/** On another machine (a shared folder) only the file's age tells; here a pid may have been given to somebody else. */
const silent = { elsewhereMs: 60_000, hereMs: 900_000 };

/** @typedef {{ token: string, host: string, pids: number[] }} Owner */

/**
 * Runs `act` while holding the lock at `folder`, whose parent belongs to the lock alone; waits for whoever holds it.
 * @template T
 * @param {string} folder
 * @param {{ waits: (owner: Owner) => void, act: (holds: (pid: number) => Promise<void>) => Promise<T> }} steps
 *   `waits` is told once who is in the way; `act` is given a function that names a further process as a holder
 * @returns {Promise<T>}
 */
export async function underLock(folder, { waits, act }) {
  const owner = { token: randomUUID(), host: hostname(), pids: [process.pid] };
  await acquire(folder, owner, waits);
  const file = join(folder, owner.token);
  const renewal = setInterval(() => void renew(file), renewMs);
  try {
    return await act((pid) => write(file, { ...owner, pids: [...owner.pids, pid] }));
  } finally {
    clearInterval(renewal);
    await rm(file, { force: true });
    await removeEmpty(folder);
    await removeEmpty(dirname(folder));
  }
}

/**
 * @param {string} folder
 * @param {Owner} owner
 * @param {(owner: Owner) => void} waits
 */
async function acquire(folder, owner, waits) {
  let told = false;
  while (!(await take(folder, owner))) {
    const holder = await holderOf(folder);
    if (holder === undefined) continue;
    if (!told) waits(holder);
    told = true;
    await wait(pollMs);
  }
}

/**
 * @param {string} folder
 * @param {Owner} owner
 * @returns {Promise<boolean>}
 */
async function take(folder, owner) {
  const prepared = `${folder}.${owner.token}`;
  await mkdir(prepared, { recursive: true });
  await write(join(prepared, owner.token), owner);
  try {
    await rename(prepared, folder);
    return true;
  } catch (error) {
    await rm(prepared, { recursive: true, force: true });
    if (isCode(error, ['ENOTEMPTY', 'EEXIST'])) return false;
    throw error;
  }
}

/**
 * The living holder. The file of a dead one is deleted on the way.
 * @param {string} folder
 * @returns {Promise<Owner | undefined>}
 */
async function holderOf(folder) {
  for (const token of await filesIn(folder)) {
    const file = join(folder, token);
    const owner = await ownerIn(file);
    if (owner !== undefined && (await lives(file, owner))) return owner;
    await rm(file, { force: true });
  }
  return undefined;
}

/**
 * @param {string} file
 * @param {Owner} owner
 */
async function lives(file, owner) {
  const here = owner.host === hostname();
  if (here && !owner.pids.some(isRunning)) return false;
  const age = Date.now() - (await changedAt(file));
  return age < (here ? silent.hereMs : silent.elsewhereMs);
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return isCode(error, ['EPERM']);
  }
}

/**
 * @param {string} file
 * @param {Owner} owner
 */
async function write(file, owner) {
  const beside = join(dirname(dirname(file)), `${owner.token}.owner`);
  await writeFile(beside, JSON.stringify(owner));
  await rename(beside, file);
}

/**
 * The age counts only for those who cannot see our process, so a renewal that fails once is no harm.
 * @param {string} file
 */
async function renew(file) {
  const now = new Date();
  await utimes(file, now, now).catch(() => undefined);
}

/**
 * @param {string} file
 * @returns {Promise<Owner | undefined>} undefined when the file is gone or nobody's
 */
async function ownerIn(file) {
  try {
    return /** @type {Owner} */ (JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** @param {string} file */
async function changedAt(file) {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

/** @param {string} folder */
async function filesIn(folder) {
  return readdir(folder).catch(() => []);
}

/** @param {string} folder */
async function removeEmpty(folder) {
  await rmdir(folder).catch((error) => {
    if (!isCode(error, ['ENOENT', 'ENOTEMPTY', 'EEXIST'])) throw error;
  });
}

/**
 * @param {unknown} error
 * @param {string[]} codes
 */
function isCode(error, codes) {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

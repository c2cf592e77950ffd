import { carriesCookie, familyOf, killFamily, listProcesses } from './process-scan.mjs';

/**
 * The processes that carry the cookie, or one below it (`a/b` also finds `a/b/1`, not `a/bc`), and their descendants;
 * without us and our ancestors.
 *
 * @throws RangeError for an empty prefix, which would match strangers
 */
export async function findByCookie(prefix: string): Promise<readonly number[]> {
  const carries = carriesCookie(prefix);
  return familyOf(await listProcesses(), carries);
}

/**
 * SIGKILL to all of them, again until none is found: for what a former life of this data directory left behind.
 *
 * @returns the processes that were killed
 * @throws RangeError for an empty prefix, which would match strangers
 */
export async function killByCookie(prefix: string): Promise<readonly number[]> {
  return await killFamily(carriesCookie(prefix));
}

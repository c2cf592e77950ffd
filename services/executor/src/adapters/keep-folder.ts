import { mkdir, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Moves a folder to the first of these places that takes it. It is renamed and never copied, because what brings us here
 * may be a full disk; so a place on another disk refuses it, and one on the same disk is to be among them.
 * @returns where the folder is now, also when an earlier call moved it; undefined when there is none.
 * @throws the last refusal
 */
export async function keepFolder(
  folder: string,
  places: readonly [string, ...string[]],
): Promise<string | undefined> {
  if (!(await isThere(folder))) return firstThere(places);
  let refusal: unknown;
  for (const place of places) {
    try {
      await mkdir(dirname(place), { recursive: true, mode: 0o700 });
      await rename(folder, place);
      return place;
    } catch (error) {
      refusal = error;
    }
  }
  throw refusal;
}

async function firstThere(places: readonly string[]): Promise<string | undefined> {
  for (const place of places) if (await isThere(place)) return place;
  return undefined;
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

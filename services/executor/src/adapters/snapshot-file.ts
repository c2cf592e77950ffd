import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RepositorySnapshot } from '@atms/platform/git';
import { z } from 'zod';

const watchState = z.object({
  // Written by this file alone, whole or not at all, so that its version says enough.
  snapshot: z.custom<RepositorySnapshot>(
    (value) => z.object({ version: z.literal(1) }).safeParse(value).success,
  ),
  attempts: z.array(z.string()),
});

/** How a repository was before the attempts that run now, and the e-mails of these attempts. */
export type WatchState = z.infer<typeof watchState>;

/** Undefined when nothing is there, or nothing that this version of ATMS wrote. */
export async function readWatchState(file: string): Promise<WatchState | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return watchState.safeParse(parsed(text)).data;
}

/** A power failure may leave the file empty. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** May hold credentials of a configuration, so that only the user may read it. */
export async function writeWatchState(file: string, state: WatchState): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

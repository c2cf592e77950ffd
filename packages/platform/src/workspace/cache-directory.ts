import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { AtmsError, messageOf } from '@atms/eventsourcing';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where all caches of ATMS are, outside of the user's repositories. By the XDG rules a relative XDG_CACHE_HOME counts
 * as none, and so does an empty one: else worktrees would stand wherever `atms` was started.
 */
export function cacheFolder(environment: Environment): string {
  const named = environment['XDG_CACHE_HOME'] ?? '';
  return join(isAbsolute(named) ? named : join(homeFolder(), '.cache'), 'atms');
}

/** HOME may be empty or relative too; who we are is known without it. */
function homeFolder(): string {
  const named = homedir();
  return isAbsolute(named) ? named : userInfo().homedir;
}

/** Where the worktrees and prepared packages of one data directory live. */
export function cacheDirectory(dataDirectoryId: string, environment: Environment): string {
  return join(cacheFolder(environment), dataDirectoryId);
}

/**
 * Makes the folder that every attempt needs before anything is begun that could not be carried out without it.
 * @throws AtmsError `cache-not-writable` that names it and says what to do
 */
export async function makeCacheDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new AtmsError(
      'cache-not-writable',
      `The tasks have their worktrees in ${path}, and that cannot be written: ${messageOf(cause)}. Set XDG_CACHE_HOME to a folder that can be`,
      { cause },
    );
  }
}

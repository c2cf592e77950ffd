import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the worktrees and prepared packages of one data directory live, outside the user's repository. */
export function cacheDirectory(dataDirectoryId: string, env: NodeJS.ProcessEnv): string {
  const base = env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return join(base, 'atms', dataDirectoryId);
}

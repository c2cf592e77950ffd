import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

const folder = 'node_modules';

/** Keeps the packages that a prepare step installed, so that the next worktree gets a copy instead of a second run. */
export interface PreparedPackages {
  /** Whether the worktree now has what `key` names. */
  restore(key: string, worktree: string): Promise<boolean>;
  keep(key: string, worktree: string): Promise<void>;
}

export function createPreparedPackages(directory: string): PreparedPackages {
  return {
    async restore(key, worktree) {
      const kept = join(directory, key, folder);
      if (!(await exists(kept))) return false;
      await copy(kept, join(worktree, folder));
      return true;
    },
    async keep(key, worktree) {
      const installed = join(worktree, folder);
      const target = join(directory, key);
      if (!(await exists(installed)) || (await exists(target))) return;
      const half = join(directory, `${key}.${process.pid}.${Date.now()}`);
      await mkdir(half, { recursive: true });
      await copy(installed, join(half, folder));
      // A rename is all or nothing: a crash leaves no half-filled entry under the key.
      await rename(half, target).catch(() => rm(half, { recursive: true, force: true }));
    },
  };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** By the system's own program: it clones where the file system can, and takes half the time of Node's copy elsewhere. */
async function copy(from: string, to: string): Promise<void> {
  await execa('cp', ['-a', from, to]);
}

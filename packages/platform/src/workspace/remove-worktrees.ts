import { realpath, rm } from 'node:fs/promises';
import { sep } from 'node:path';
import { messageOf } from '@atms/eventsourcing';
import type { Repository } from '../git/repository.ts';

export interface WorktreeRemoval {
  /** Tops of the repositories that the worktrees may belong to. */
  readonly repositories: readonly string[];
  readonly open: (path: string) => Promise<Repository>;
  /** Told about a repository that cannot be asked; what is in the folder is removed all the same. */
  readonly report: (message: string) => void;
}

/**
 * Removes the folder and every worktree in it: what a process that died left behind there. Git keeps a worktree in
 * mind whose folder is gone, so each repository is asked for its own.
 */
export async function removeWorktreesIn(folder: string, removal: WorktreeRemoval): Promise<void> {
  const names = [folder, await realpath(folder).catch(() => folder)];
  const isInside = (path: string) => names.some((name) => path.startsWith(name + sep));
  for (const path of removal.repositories) {
    try {
      const repository = await removal.open(path);
      const worktrees = (await repository.listWorktrees()).filter((one) => isInside(one.path));
      for (const worktree of worktrees) await repository.removeWorktree(worktree.path);
    } catch (error) {
      removal.report(`Worktrees of ${path} could not be removed: ${messageOf(error)}`);
    }
  }
  await rm(folder, { recursive: true, force: true });
}

import { realpath, rm } from 'node:fs/promises';
import { sep } from 'node:path';
import { hasCode, messageOf } from '@atms/eventsourcing';
import type { Repository } from '../git/repository.ts';

export interface WorktreeRemoval {
  /** Tops of the repositories that the worktrees may belong to. */
  readonly repositories: readonly string[];
  readonly open: (path: string) => Promise<Repository>;
  /** Told about what cannot be asked or removed; the rest is removed all the same. */
  readonly report: (message: string) => void;
  /** Called before a worktree is removed. When it fails, what git noted of that worktree stays. */
  readonly before?: (repository: Repository, worktree: string) => Promise<void>;
}

/**
 * Removes the folder and every worktree in it: what a process that died left behind there. Git keeps a worktree in
 * mind whose folder is gone, so each repository is asked for its own. Never fails: nobody is to be kept from a start by
 * a file that an agent left and that cannot be deleted.
 */
export async function removeWorktreesIn(folder: string, removal: WorktreeRemoval): Promise<void> {
  const names = [folder, await realpath(folder).catch(() => folder)];
  const isInside = (path: string) => names.some((name) => path.startsWith(name + sep));
  for (const path of removal.repositories) {
    const what = `Worktrees of ${path}`;
    await orReport(removal, what, async () => {
      const repository = await removal.open(path);
      const worktrees = (await repository.listWorktrees()).filter((one) => isInside(one.path));
      for (const worktree of worktrees) await removeOne(removal, repository, worktree.path);
    });
  }
  await orReport(removal, `What is left in ${folder}`, () =>
    rm(folder, { recursive: true, force: true }),
  );
}

/** One that stays is no reason to leave the others. */
function removeOne(removal: WorktreeRemoval, repository: Repository, path: string): Promise<void> {
  return orReport(removal, `The worktree ${path}`, async () => {
    await removal.before?.(repository, path);
    await repository.removeWorktree(path);
  });
}

async function orReport(
  { report }: WorktreeRemoval,
  what: string,
  act: () => Promise<void>,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    report(`${what} could not be removed: ${messageOf(error)}${adviceFor(error)}`);
  }
}

function adviceFor(error: unknown): string {
  if (!hasCode(error, 'EACCES') && !hasCode(error, 'EPERM')) return '';
  return '. A file there belongs to another user or is protected from deletion; ATMS goes on without it. Remove it yourself, with the rights that this takes.';
}

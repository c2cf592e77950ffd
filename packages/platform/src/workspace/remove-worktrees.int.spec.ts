import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createGitRepository, openedPerTest } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { openRepository } from '../git/open-repository.ts';
import type { Repository } from '../git/repository.ts';
import { removeWorktreesIn } from './remove-worktrees.ts';

/** Two worktrees, and what the removal of them says. */
async function createBench() {
  const repository = await createGitRepository();
  const folder = join(repository.root, 'worktrees');
  const paths = ['T1-1', 'T2-1'].map((name) => join(folder, name));
  for (const path of paths) await repository.git('worktree', 'add', '--quiet', '--detach', path);
  const reports: string[] = [];
  return {
    repository,
    folder,
    reports,
    remove: (open: (path: string) => Promise<Repository>, from = folder) =>
      removeWorktreesIn(from, {
        repositories: [repository.top],
        open,
        report: (message) => void reports.push(message),
      }),
    close: repository.close,
  };
}

const opened = openedPerTest(createBench);

/** A disk says this of files of other users and of protected ones. Nobody but root could make such a file here. */
const protectedFile = Object.assign(new Error('operation not permitted'), { code: 'EPERM' });

/** Cannot remove the first task's worktree. */
async function withProtectedFile(path: string): Promise<Repository> {
  const repository = await openRepository(path);
  return {
    ...repository,
    removeWorktree: (worktree) =>
      worktree.endsWith('T1-1')
        ? Promise.reject(protectedFile)
        : repository.removeWorktree(worktree),
  };
}

describe('removing the worktrees that a process left', () => {
  it('removes them all, and the folder', async () => {
    const { repository, folder, remove, reports } = await opened();
    await remove(openRepository);
    expect(existsSync(folder)).toBe(false);
    expect(await repository.git('worktree', 'list')).not.toContain(folder);
    expect(reports).toEqual([]);
  });

  it('tells which one stays and why, and removes the others', async () => {
    const { repository, remove, reports } = await opened();
    await remove(withProtectedFile);
    const left = await repository.git('worktree', 'list');
    expect(left).toContain('T1-1');
    expect(left).not.toContain('T2-1');
    expect(reports.join()).toContain('T1-1 could not be removed: operation not permitted');
    expect(reports.join()).toContain('belongs to another user or is protected');
  });

  it('is no failure when the folder itself stays: a start must not depend on it', async () => {
    const { folder, remove, reports } = await opened();
    const file = join(folder, 'file');
    await writeFile(file, '');
    // Nothing can be removed below a file, and the system says so.
    await remove(openRepository, join(file, 'worktrees'));
    expect(reports).toHaveLength(1);
    expect(reports[0]).toContain('could not be removed');
  });
});

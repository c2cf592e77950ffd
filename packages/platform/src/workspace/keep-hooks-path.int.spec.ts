import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createGitRepository, openedPerTest } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { keepingHooksPath } from './keep-hooks-path.ts';

async function createBench() {
  const repository = await createGitRepository();
  const worktree = join(repository.root, 'worktree');
  await repository.git('worktree', 'add', '--quiet', '--detach', worktree);
  const git = (...args: readonly string[]) => repository.git('-C', worktree, ...args);
  const file = (await git('rev-parse', '--path-format=absolute', '--git-common-dir')).trim();
  return {
    worktree,
    git,
    config: () => readFile(join(file, 'config'), 'utf8'),
    close: repository.close,
  };
}

const opened = openedPerTest(createBench);

describe('the hooks of the user, while a worktree is prepared', () => {
  it('are not switched on by a script that sets their path: the file is what it was', async () => {
    const { worktree, git, config } = await opened();
    const before = await config();
    const seen = await keepingHooksPath(worktree, async () => {
      await git('config', 'core.hooksPath', '.husky');
      return config();
    });
    expect(seen).toContain('.husky');
    expect(await config()).toBe(before);
  });

  it('are not switched over, also when the script fails', async () => {
    const { worktree, git, config } = await opened();
    await git('config', 'core.hooksPath', 'own hooks');
    const before = await config();
    const failing = keepingHooksPath(worktree, async () => {
      await git('config', '--unset', 'core.hooksPath');
      throw new Error('no network');
    });
    await expect(failing).rejects.toThrow('no network');
    expect(await config()).toBe(before);
  });

  it('are all that is kept: what the user sets meanwhile stays', async () => {
    const { worktree, git } = await opened();
    await keepingHooksPath(worktree, async () => {
      await git('config', 'core.hooksPath', '.husky');
      await git('config', 'branch.main.remote', 'origin');
    });
    expect((await git('config', 'branch.main.remote')).trim()).toBe('origin');
    await expect(git('config', 'core.hooksPath')).rejects.toThrow('config');
  });
});

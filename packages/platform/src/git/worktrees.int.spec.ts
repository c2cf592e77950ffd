import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRepository } from './open-repository.ts';
import type { Repository } from './repository.ts';
import { createScratch, failureOf, type Scratch } from './scratch-repository.ts';

let scratch: Scratch;
let repository: Repository;
let head: string;
beforeEach(async () => {
  scratch = await createScratch();
  repository = await openRepository(scratch.top);
  head = await scratch.git('rev-parse', 'HEAD');
});
afterEach(async () => scratch.remove());

async function registered(): Promise<readonly string[]> {
  return (await repository.listWorktrees()).map(({ path }) => path);
}

describe('adding a worktree', () => {
  it('checks the commit out, detached', async () => {
    await repository.addWorktree({ path: scratch.worktree, commit: head });
    expect(await readdir(scratch.worktree)).toEqual(['.git', 'a.txt']);
    expect(await repository.listWorktrees()).toEqual([
      { path: scratch.top, branch: 'refs/heads/main' },
      { path: scratch.worktree },
    ]);
  });

  it('leaves refs, index, checkout and configuration of the user alone', async () => {
    const look = async () => [
      await readFile(join(scratch.top, '.git/index')),
      await readFile(join(scratch.top, '.git/config')),
      await readFile(join(scratch.top, '.git/logs/HEAD')),
      await scratch.git('for-each-ref'),
    ];
    const before = await look();
    await repository.addWorktree({ path: scratch.worktree, commit: head });
    expect(await look()).toEqual(before);
  });

  it('replaces a leftover worktree at that path', async () => {
    await repository.addWorktree({ path: scratch.worktree, commit: head });
    await writeFile(join(scratch.worktree, 'leftover.txt'), '');
    await repository.addWorktree({ path: scratch.worktree, commit: head });
    expect(await readdir(scratch.worktree)).toEqual(['.git', 'a.txt']);
    expect(await registered()).toEqual([scratch.top, scratch.worktree]);
  });

  it('replaces a leftover folder that git knows nothing of', async () => {
    await scratch.write('cache/task-1-1/leftover.txt', '');
    await repository.addWorktree({ path: scratch.worktree, commit: head });
    expect(await readdir(scratch.worktree)).toEqual(['.git', 'a.txt']);
  });

  it('replaces a registration whose folder was deleted by hand', async () => {
    await repository.addWorktree({ path: scratch.worktree, commit: head });
    await rm(scratch.worktree, { recursive: true });
    await repository.addWorktree({ path: scratch.worktree, commit: head });
    expect(await registered()).toEqual([scratch.top, scratch.worktree]);
  });

  it('works for many at the same time', async () => {
    const paths = Array.from({ length: 12 }, (_, n) => join(scratch.root, 'cache', `${n}`, 'task'));
    await Promise.all(paths.map(async (path) => repository.addWorktree({ path, commit: head })));
    expect(new Set(await registered())).toEqual(new Set([scratch.top, ...paths]));
    await Promise.all(paths.map(async (path) => repository.removeWorktree(path)));
    expect(await registered()).toEqual([scratch.top]);
  });

  it('of an unknown commit fails with what git said', async () => {
    const failure = await failureOf(
      repository.addWorktree({ path: scratch.worktree, commit: '1'.repeat(40) }),
    );
    expect(failure.code).toBe('git-failed');
    expect(failure.message).toContain('1111');
  });
});

describe('removing a worktree', () => {
  it('removes folder and registration, and may be repeated', async () => {
    await repository.addWorktree({ path: scratch.worktree, commit: head });
    await repository.removeWorktree(scratch.worktree);
    await repository.removeWorktree(scratch.worktree);
    expect(await registered()).toEqual([scratch.top]);
    expect(await readdir(join(scratch.root, 'cache'))).toEqual([]);
    expect(await readdir(join(scratch.top, '.git/worktrees'))).toEqual([]);
  });

  it('removes the registration when the folder and the one above it are gone', async () => {
    await repository.addWorktree({ path: scratch.worktree, commit: head });
    await rm(join(scratch.root, 'cache'), { recursive: true });
    await repository.removeWorktree(scratch.worktree);
    expect(await registered()).toEqual([scratch.top]);
  });

  it('removes it when its .git file is gone or leads elsewhere', async () => {
    await repository.addWorktree({ path: scratch.worktree, commit: head });
    await writeFile(join(scratch.worktree, '.git'), 'gitdir: /nowhere\n');
    await repository.removeWorktree(scratch.worktree);
    expect(await registered()).toEqual([scratch.top]);
  });

  it('removes it when it is locked', async () => {
    await repository.addWorktree({ path: scratch.worktree, commit: head });
    await scratch.git('worktree', 'lock', scratch.worktree);
    await repository.removeWorktree(scratch.worktree);
    expect(await registered()).toEqual([scratch.top]);
  });

  it('leaves a registration of the user whose folder is away, such as one on a disk', async () => {
    const away = join(scratch.root, 'away');
    await scratch.git('worktree', 'add', '--quiet', '-b', 'side', away);
    await rm(away, { recursive: true });
    await repository.addWorktree({ path: scratch.worktree, commit: head });
    await repository.removeWorktree(scratch.worktree);
    expect(await registered()).toEqual([scratch.top, away]);
  });

  it('refuses a folder that holds the repository itself', async () => {
    for (const path of [scratch.top, scratch.root, join(scratch.top, '.git')]) {
      await expect(repository.removeWorktree(path)).rejects.toMatchObject({ code: 'path-refused' });
    }
    expect(await repository.isDirty()).toBe(false);
  });

  it('removes a folder inside the checkout that only resembles it', async () => {
    const path = join(scratch.top, '..repo');
    await mkdir(path);
    await repository.removeWorktree(path);
    expect(await readdir(scratch.top)).not.toContain('..repo');
  });
});

describe('a branch that is checked out', () => {
  it('is found in the main checkout and in any worktree', async () => {
    const side = join(scratch.root, 'side');
    await scratch.git('worktree', 'add', '--quiet', '-b', 'atms/demo', side);
    expect(await repository.checkedOutAt('main')).toBe(scratch.top);
    expect(await repository.checkedOutAt('atms/demo')).toBe(side);
    expect(await repository.checkedOutAt('atms')).toBeUndefined();
  });

  it('is not held by a worktree whose folder was deleted by hand', async () => {
    const side = join(scratch.root, 'side');
    await scratch.git('worktree', 'add', '--quiet', '-b', 'atms/demo', side);
    await rm(side, { recursive: true });
    expect(await repository.checkedOutAt('atms/demo')).toBeUndefined();
  });
});

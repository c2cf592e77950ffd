import { mkdir, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRepository } from './open-repository.ts';
import type { Repository } from './repository.ts';
import { createScratch, failureOf, type Scratch, worker } from './scratch-repository.ts';
import { type RepositorySnapshot, takeSnapshot } from './snapshot.ts';
import { findTampering, type Tampering } from './tampering.ts';
import { type UndoneItem, undoTampering } from './undo.ts';

const label = 'task-1-1';

let scratch: Scratch;
let repository: Repository;
let first: string;
let before: RepositorySnapshot;
beforeEach(async () => {
  scratch = await createScratch();
  repository = await openRepository(scratch.top);
  first = await scratch.git('rev-parse', 'HEAD');
  await begin();
});
afterEach(async () => scratch.remove());

/** What the executor does before an attempt; the snapshot goes through a file. */
async function begin(): Promise<void> {
  await repository.addWorktree({ path: scratch.worktree, commit: first });
  await writeFile(
    join(scratch.root, 'snapshot.json'),
    JSON.stringify(await takeSnapshot(repository)),
  );
  before = JSON.parse(await scratch.read('snapshot.json')) as RepositorySnapshot;
}

async function find(oursMoved: ReadonlyMap<string, string> = new Map()) {
  const isAttemptIdentity = (email: string): boolean => email === worker.email;
  return findTampering({ repository, before, isAttemptIdentity, oursMoved });
}

async function undo(tampering: readonly Tampering[]): Promise<readonly UndoneItem[]> {
  const undoneDir = join(scratch.root, 'undone');
  return undoTampering({ repository, tampering, undoneDir, label });
}

async function asWorker(...args: readonly string[]): Promise<string> {
  return scratch.gitAsWorker(scratch.worktree, ...args);
}

/** A commit that the agent makes in its worktree. */
async function workersCommit(): Promise<string> {
  await asWorker('commit', '--quiet', '--allow-empty', '--message=By the agent');
  return asWorker('rev-parse', 'HEAD');
}

describe('an attempt that keeps to its worktree', () => {
  it('is not accused, although it committed and its work was kept', async () => {
    await scratch.write('cache/task-1-1/b.txt', 'b');
    await asWorker('add', '--all');
    await workersCommit();
    const ref = 'refs/atms/attempts/task-1/1';
    await repository.commitAll({ worktree: scratch.worktree, message: 'x', author: worker, ref });
    await repository.removeWorktree(scratch.worktree);
    expect(await find()).toEqual([]);
  });

  it('is not accused of what ATMS moved, at whatever moment of the move it is compared', async () => {
    const ref = 'refs/heads/atms/demo';
    const move = async (from: string, to: string) =>
      repository.compareAndSwap({ ref, from, to, reason: 'atms: merge' });
    await move('absent', first);
    await begin();
    const second = await workersCommit();
    const third = await workersCommit();
    expect(await find(new Map([[ref, second]]))).toEqual([]);
    await move(first, second);
    expect(await find(new Map([[ref, second]]))).toEqual([]);
    expect(await find(new Map([[ref, third]]))).toEqual([]);
  });
});

describe('an attempt that moves a branch of the user', () => {
  it('is undone, and its commit is kept', async () => {
    const mine = await workersCommit();
    await asWorker('update-ref', 'refs/heads/main', mine);
    const tampering = await find();
    expect(tampering).toEqual([
      { kind: 'ref', ref: 'refs/heads/main', before: first, now: mine, byAttempt: true },
    ]);
    const [item] = await undo(tampering);
    expect(item).toMatchObject({ kind: 'ref', name: 'refs/heads/main', restored: true });
    expect(await repository.resolve('refs/heads/main')).toBe(first);
    expect(await repository.resolve(item?.keptAs ?? '')).toBe(mine);
    expect(await find()).toEqual([]);
  });

  it('is undone when it makes branches and tags, also annotated ones', async () => {
    await asWorker('checkout', '--quiet', '-b', 'mine');
    await workersCommit();
    await asWorker('tag', '--annotate', '--message=x', 'v9');
    const tampering = await find();
    expect(tampering.map((one) => one.kind === 'ref' && [one.ref, one.byAttempt])).toEqual([
      ['refs/heads/mine', true],
      ['refs/tags/v9', true],
    ]);
    const items = await undo(tampering);
    expect(items.every((item) => item.restored && item.keptAs !== undefined)).toBe(true);
    expect(
      await scratch.git('for-each-ref', '--format=%(refname)', 'refs/heads', 'refs/tags'),
    ).toBe('refs/heads/main');
  });

  it('is undone when it renames a branch twice, in the end into a folder of its name', async () => {
    await scratch.git('branch', 'side');
    await begin();
    await asWorker('branch', '--move', 'side', 'tmp');
    await asWorker('branch', '--move', 'tmp', 'side/deep');
    await undo(await find());
    expect(await find()).toEqual([]);
    expect(await repository.resolve('refs/heads/side')).toBe(first);
  });

  it('is undone when it renames a branch', async () => {
    await scratch.git('branch', 'side');
    await begin();
    await asWorker('branch', '--move', 'side', 'other');
    await undo(await find());
    expect(await find()).toEqual([]);
    expect(await repository.resolve('refs/heads/side')).toBe(first);
  });

  it('is undone to where ATMS put the branch, when ATMS moved it meanwhile', async () => {
    const ref = 'refs/heads/atms/demo';
    const ours = await workersCommit();
    await repository.compareAndSwap({ ref, from: 'absent', to: ours, reason: 'atms: merge' });
    await asWorker('update-ref', ref, first);
    await undo(await find(new Map([[ref, ours]])));
    expect(await repository.resolve(ref)).toBe(ours);
  });

  it('is undone when it takes back what ATMS merged', async () => {
    const ref = 'refs/heads/atms/demo';
    const ours = await workersCommit();
    await scratch.git('update-ref', ref, first);
    await begin();
    await repository.compareAndSwap({ ref, from: first, to: ours, reason: 'atms: merge' });
    await asWorker('update-ref', ref, first);
    await undo(await find(new Map([[ref, ours]])));
    expect(await repository.resolve(ref)).toBe(ours);
  });

  it('is put back to what the user moved it to meanwhile', async () => {
    await begin();
    await scratch.git('commit', '--quiet', '--allow-empty', '--message=Meanwhile');
    const users = await scratch.git('rev-parse', 'HEAD');
    await asWorker('update-ref', 'refs/heads/main', await workersCommit());
    await undo(await find());
    expect(await repository.resolve('refs/heads/main')).toBe(users);
  });

  it('leaves both commits kept when it does so twice', async () => {
    const kept: (string | undefined)[] = [];
    for (const round of ['one', 'two']) {
      await asWorker('commit', '--quiet', '--allow-empty', `--message=${round}`);
      await asWorker('update-ref', 'refs/heads/main', 'HEAD');
      kept.push((await undo(await find()))[0]?.keptAs);
    }
    expect(new Set(kept).size).toBe(2);
    for (const ref of kept) expect(await repository.resolve(ref ?? '')).toBeDefined();
  });

  it('is not undone when the branch moves again before that', async () => {
    await asWorker('update-ref', 'refs/heads/main', await workersCommit());
    const tampering = await find();
    await scratch.git('commit', '--quiet', '--allow-empty', '--message=By the user');
    const now = await repository.resolve('refs/heads/main');
    expect((await undo(tampering))[0]).toMatchObject({ restored: false });
    expect(await repository.resolve('refs/heads/main')).toBe(now);
  });
});

describe('a user who works meanwhile', () => {
  it('is reported and left alone when committing to main', async () => {
    await scratch.git('commit', '--quiet', '--allow-empty', '--message=By the user');
    const now = await repository.resolve('refs/heads/main');
    const tampering = await find();
    expect(tampering).toEqual([
      { kind: 'ref', ref: 'refs/heads/main', before: first, now, byAttempt: false },
    ]);
    expect(await undo(tampering)).toEqual([]);
    expect(await repository.resolve('refs/heads/main')).toBe(now);
  });

  it('is left alone when committing upon what an agent moved', async () => {
    await asWorker('update-ref', 'refs/heads/main', await workersCommit());
    await scratch.git('commit', '--quiet', '--allow-empty', '--message=By the user');
    expect(await find()).toMatchObject([{ ref: 'refs/heads/main', byAttempt: false }]);
  });

  it('is left alone when deleting a branch, which leaves no trace of who did it', async () => {
    await scratch.git('branch', 'side');
    await begin();
    await scratch.git('branch', '--delete', 'side');
    expect(await find()).toMatchObject([
      { ref: 'refs/heads/side', now: undefined, byAttempt: false },
    ]);
  });

  it('is believed when the newest entry of the reflog does not lead to the value found', async () => {
    await asWorker('update-ref', 'refs/heads/main', await workersCommit());
    const other = await workersCommit();
    await writeFile(join(scratch.top, '.git/refs/heads/main'), `${other}\n`);
    expect(await find()).toMatchObject([{ ref: 'refs/heads/main', byAttempt: false }]);
  });
});

describe('an attempt that changes hooks or configuration', () => {
  const hook = '#!/bin/sh\necho evil\n';

  it('has a new hook taken away and kept', async () => {
    await scratch.write('repo/.git/hooks/post-checkout', hook, 0o755);
    const tampering = await find();
    expect(tampering).toMatchObject([
      { kind: 'hook', path: 'hooks/post-checkout', before: undefined },
    ]);
    const [item] = await undo(tampering);
    expect(item).toMatchObject({ kind: 'hook', name: 'hooks/post-checkout', restored: true });
    expect(await readFile(item?.keptAs ?? '', 'utf8')).toBe(hook);
    expect(await readdir(join(scratch.top, '.git/hooks'))).not.toContain('post-checkout');
    expect(await find()).toEqual([]);
  });

  it('has the configuration put back, byte for byte and mode for mode', async () => {
    const config = await readFile(join(scratch.top, '.git/config'));
    await asWorker('config', 'alias.st', '!evil');
    await rm(join(scratch.top, '.git/info/exclude'));
    await scratch.write('repo/.git/info/attributes', '* filter=evil\n');
    const tampering = await find();
    expect(tampering.map((one) => one.kind !== 'ref' && one.path)).toEqual([
      'config',
      'info/attributes',
      'info/exclude',
    ]);
    expect((await undo(tampering)).every((item) => item.restored)).toBe(true);
    expect(await readFile(join(scratch.top, '.git/config'))).toEqual(config);
    expect(await find()).toEqual([]);
  });

  it('has a hook of the user put back that it changed, disarmed, removed or replaced', async () => {
    const hooks = join(scratch.top, '.git/hooks');
    const names = ['changed', 'disarmed', 'removed', 'linked', 'foldered'];
    for (const name of names) await scratch.write(join('repo/.git/hooks', name), 'mine\n', 0o755);
    await begin();
    await scratch.write('repo/.git/hooks/changed', 'mine no more\n');
    await scratch.write('repo/.git/hooks/disarmed', 'mine\n', 0o644);
    for (const name of ['removed', 'linked', 'foldered']) await rm(join(hooks, name));
    await symlink('/bin/true', join(hooks, 'linked'));
    await mkdir(join(hooks, 'foldered'));
    await scratch.write('repo/.git/hooks/foldered/x', '');
    const items = await undo(await find());
    expect(items.filter((item) => !item.restored)).toEqual([]);
    expect(await find()).toEqual([]);
  });

  it('has a link among the hooks put back, and the file that it leads to', async () => {
    await scratch.write('dotfiles/hook', 'mine\n');
    await symlink('../../../dotfiles/hook', join(scratch.top, '.git/hooks/pre-push'));
    await begin();
    await rm(join(scratch.top, '.git/hooks/pre-push'));
    await scratch.write('dotfiles/hook', 'evil\n');
    await undo(await find());
    expect(await readlink(join(scratch.top, '.git/hooks/pre-push'))).toBe('../../../dotfiles/hook');
    expect(await scratch.read('dotfiles/hook')).toBe('mine\n');
  });

  it('is seen in the folder of hooks that the user named, inside the git folder', async () => {
    await scratch.git('config', 'core.hooksPath', '.git/own-hooks');
    await begin();
    await scratch.write('repo/.git/own-hooks/pre-commit', hook, 0o755);
    expect(await find()).toMatchObject([{ kind: 'hook', path: 'own-hooks/pre-commit' }]);
  });

  it('is seen in a folder of hooks that it named itself', async () => {
    await asWorker('config', 'core.hooksPath', join(scratch.top, '.git/evil'));
    await scratch.write('repo/.git/evil/pre-commit', hook, 0o755);
    expect(await find()).toMatchObject([{ path: 'evil/pre-commit' }, { path: 'config' }]);
  });

  it('does not count hooks among the files of the checkout, where commits judge them', async () => {
    await scratch.git('config', 'core.hooksPath', '.husky');
    await begin();
    await scratch.write('repo/.husky/pre-commit', hook, 0o755);
    expect(await find()).toEqual([]);
  });

  it('is reported and not undone where the file was too big to be remembered', async () => {
    await scratch.write('repo/.git/hooks/big', 'x'.repeat(1024 * 1024 + 1));
    await begin();
    await scratch.write('repo/.git/hooks/big', 'y'.repeat(1024 * 1024 + 1));
    const [item] = await undo(await find());
    expect(item).toMatchObject({ name: 'hooks/big', restored: false });
    expect(item?.note).toContain('too big');
  });

  it('may be undone again after a crash in the middle', async () => {
    await asWorker('config', 'alias.st', '!evil');
    await asWorker('update-ref', 'refs/heads/main', await workersCommit());
    const tampering = await find();
    const once = await undo(tampering);
    const again = await undo(tampering);
    expect(once.every((item) => item.restored)).toBe(true);
    expect(again.map(({ name, restored }) => [name, restored])).toEqual(
      once.map(({ name, restored }) => [name, restored]),
    );
    expect(await find()).toEqual([]);
  });
});

describe('undoing', () => {
  it('is refused under a label that cannot be part of a ref', async () => {
    const request = { repository, tampering: [], undoneDir: scratch.root, label: '../x' };
    expect((await failureOf(undoTampering(request))).code).toBe('invalid-ref');
  });
});

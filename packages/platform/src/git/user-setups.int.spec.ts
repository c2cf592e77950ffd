// The promise guarded here: `atms run` works in the repository as the user has it, and nothing of
// the user's set-up runs, fails or is changed because of us.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRepository } from './open-repository.ts';
import type { Repository } from './repository.ts';
import { createScratch, type Scratch, worker } from './scratch-repository.ts';
import { takeSnapshot } from './snapshot.ts';

let scratch: Scratch;
beforeEach(async () => {
  scratch = await createScratch();
});
afterEach(async () => scratch.remove());

/** A whole attempt and its landing; answers the paths that landed on `atms/demo`. */
async function carryOut(top: string): Promise<readonly string[]> {
  const repository = await openRepository(top);
  const before = await takeSnapshot(repository);
  const head = (await repository.resolve('HEAD')) ?? '';
  await repository.addWorktree({ path: scratch.worktree, commit: head });
  await scratch.write('cache/task-1-1/a.txt', 'one\nTWO\nthree\n');
  await scratch.write('cache/task-1-1/b.txt', 'b\n');
  const work = await repository.commitAll({
    worktree: scratch.worktree,
    message: 'Work\n',
    author: worker,
    ref: 'refs/atms/attempts/task-1/1',
  });
  await land(repository, head, work.commit);
  await repository.removeWorktree(scratch.worktree);
  const { refs, ...rest } = await takeSnapshot(repository);
  const { 'refs/heads/atms/demo': landed = '', ...otherRefs } = refs;
  expect({ ...rest, refs: otherRefs }).toEqual(before);
  return repository.changedPaths(head, landed);
}

async function land(repository: Repository, base: string, work: string): Promise<void> {
  const merged = await repository.mergeTree({ base, ours: base, theirs: work });
  const commit = await repository.commitTree({
    tree: merged.kind === 'clean' ? merged.tree : '',
    parents: [base],
    message: 'Task\n',
    author: worker,
    at: '2026-01-01T00:00:00Z',
  });
  const ref = 'refs/heads/atms/demo';
  const swap = await repository.compareAndSwap({
    ref,
    to: commit,
    from: 'absent',
    reason: 'atms: merge',
  });
  expect(swap).toBe('swapped');
}

const everyHook = [
  'applypatch-msg',
  'post-checkout',
  'post-commit',
  'post-index-change',
  'post-merge',
  'pre-commit',
  'prepare-commit-msg',
  'reference-transaction',
];

describe('an attempt and its landing in a repository', () => {
  it('run none of its hooks', async () => {
    const script = `#!/bin/sh\necho "$0" >> '${join(scratch.root, 'ran')}'\nexit 1\n`;
    for (const hook of everyHook) await scratch.write(join('repo/.git/hooks', hook), script, 0o755);
    expect(await carryOut(scratch.top)).toEqual(['a.txt', 'b.txt']);
    expect(await readdir(scratch.root)).not.toContain('ran');
  });

  it('run none of the hooks that husky sets up among its files', async () => {
    const script = `#!/bin/sh\ntouch '${join(scratch.root, 'ran')}'\nexit 1\n`;
    for (const hook of everyHook) await scratch.write(join('repo/.husky/_', hook), script, 0o755);
    await scratch.write('repo/.husky/_/.gitignore', '*\n');
    await scratch.git('config', 'core.hooksPath', '.husky/_');
    expect(await carryOut(scratch.top)).toEqual(['a.txt', 'b.txt']);
    expect(await readdir(scratch.root)).not.toContain('ran');
  });

  it('succeed where every commit must be signed by a program that fails', async () => {
    for (const setting of ['commit.gpgSign', 'tag.gpgSign'])
      await scratch.git('config', setting, 'true');
    await scratch.git('config', 'gpg.program', 'false');
    expect(await carryOut(scratch.top)).toEqual(['a.txt', 'b.txt']);
  });

  it('succeed where the user has no identity and forbids guessing one', async () => {
    await scratch.git('config', 'user.useConfigOnly', 'true');
    expect(await carryOut(scratch.top)).toEqual(['a.txt', 'b.txt']);
  });

  it('leave line ends alone where git converts them, and even where it would warn', async () => {
    await scratch.git('config', 'core.autocrlf', 'true');
    await scratch.git('config', 'core.safecrlf', 'true');
    expect(await carryOut(scratch.top)).toEqual(['a.txt', 'b.txt']);
  });

  it('succeed in a linked worktree, with settings of its own', async () => {
    const side = join(scratch.root, 'side');
    await scratch.git('worktree', 'add', '--quiet', '-b', 'side', side);
    await scratch.git('config', 'extensions.worktreeConfig', 'true');
    await scratch.gitIn(side, 'config', '--worktree', 'core.autocrlf', 'input');
    expect(await carryOut(side)).toEqual(['a.txt', 'b.txt']);
  });

  it('succeed in a worktree of a bare repository', async () => {
    const bare = join(scratch.root, 'bare.git');
    await scratch.git('clone', '--quiet', '--bare', scratch.top, bare);
    await scratch.gitIn(bare, 'worktree', 'add', '--quiet', join(scratch.root, 'side'), 'main');
    expect(await carryOut(join(scratch.root, 'side'))).toEqual(['a.txt', 'b.txt']);
  });

  it('have all files where the checkout of the user is sparse', async () => {
    await scratch.write('repo/far/c.txt', 'c\n');
    await scratch.git('add', '--all');
    await scratch.git('commit', '--quiet', '--message=Far');
    await scratch.git('sparse-checkout', 'set', '--cone', 'near');
    expect(await readdir(scratch.top)).toEqual(['.git', 'a.txt']);
    const repository = await openRepository(scratch.top);
    await repository.addWorktree({ path: scratch.worktree, commit: 'HEAD' });
    expect(await readdir(scratch.worktree)).toEqual(['.git', 'a.txt', 'far']);
    expect(await scratch.gitIn(scratch.worktree, 'status', '--porcelain')).toBe('');
    const setting = ['config', '--default', 'unset', 'core.sparseCheckout'];
    expect(await scratch.gitIn(scratch.worktree, ...setting)).toBe('unset');
    expect(await carryOut(scratch.top)).toEqual(['a.txt', 'b.txt']);
  });

  it('leave submodules alone', async () => {
    await addSubmodule();
    const before = await scratch.git('ls-tree', 'HEAD', 'vendor/lib');
    expect(await carryOut(scratch.top)).toEqual(['a.txt', 'b.txt']);
    expect(await scratch.git('ls-tree', 'atms/demo', 'vendor/lib')).toBe(before);
  });

  it('succeed in a repository that is itself a submodule', async () => {
    await addSubmodule();
    expect(await carryOut(join(scratch.top, 'vendor/lib'))).toEqual(['a.txt', 'b.txt']);
  });

  it('succeed where settings of the user change what git stores beside the index', async () => {
    for (const setting of [
      'core.splitIndex',
      'core.untrackedCache',
      'core.ignoreStat',
      'feature.manyFiles',
    ]) {
      await scratch.git('config', setting, 'true');
    }
    expect(await carryOut(scratch.top)).toEqual(['a.txt', 'b.txt']);
    expect(
      (await readdir(join(scratch.top, '.git'))).filter((name) => name.startsWith('shared')),
    ).toEqual([]);
  });

  it('succeed in a repository of the SHA-256 format', async () => {
    const top = join(scratch.root, 'sha256');
    await scratch.gitIn(scratch.root, 'init', '--quiet', '--object-format=sha256', top);
    await scratch.gitIn(top, 'commit', '--quiet', '--allow-empty', '--message=First');
    expect(await carryOut(top)).toEqual(['a.txt', 'b.txt']);
  });
});

describe('an agent that uses git', () => {
  it('meets neither hooks nor signing, and leaves configuration as it was', async () => {
    await scratch.write('repo/.git/hooks/pre-commit', '#!/bin/sh\nexit 1\n', 0o755);
    await scratch.git('config', 'commit.gpgSign', 'true');
    await scratch.git('config', 'gpg.program', 'false');
    await scratch.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    await scratch.git('config', 'remote.origin.url', scratch.top);
    await scratch.git('config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*');
    const config = await readFile(join(scratch.top, '.git/config'), 'utf8');
    await (
      await openRepository(scratch.top)
    ).addWorktree({ path: scratch.worktree, commit: 'HEAD' });
    await scratch.gitAsWorker(scratch.worktree, 'checkout', '--quiet', '-b', 'fix', 'origin/main');
    await scratch.gitAsWorker(scratch.worktree, 'commit', '--allow-empty', '--message=Mine');
    expect(await readFile(join(scratch.top, '.git/config'), 'utf8')).toBe(config);
  });
});

async function addSubmodule(): Promise<void> {
  const library = join(scratch.root, 'library');
  await scratch.git('clone', '--quiet', scratch.top, library);
  await scratch.git(
    '-c',
    'protocol.file.allow=always',
    'submodule',
    '--quiet',
    'add',
    library,
    'vendor/lib',
  );
  await scratch.git('commit', '--quiet', '--message=Submodule');
}

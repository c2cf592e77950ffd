import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRepository } from './open-repository.ts';
import { createScratch, failureOf, type Scratch } from './scratch-repository.ts';

let scratch: Scratch;
beforeEach(async () => {
  scratch = await createScratch();
});
afterEach(async () => scratch.remove());

async function putFirstOnPath(script: string): Promise<void> {
  await scratch.write('bin/git', script, 0o755);
  process.env['PATH'] = `${join(scratch.root, 'bin')}:${process.env['PATH'] ?? ''}`;
}

describe('opening a repository', () => {
  it('finds its top from a folder below', async () => {
    await mkdir(join(scratch.top, 'deep/er'), { recursive: true });
    const repository = await openRepository(join(scratch.top, 'deep/er'));
    expect(repository.top).toBe(scratch.top);
    expect(repository.commonDir).toBe(join(scratch.top, '.git'));
  });

  it('finds it through a symbolic link', async () => {
    await symlink(scratch.top, join(scratch.root, 'link'));
    expect((await openRepository(join(scratch.root, 'link'))).top).toBe(scratch.top);
  });

  it('of a linked worktree finds the git folder that all worktrees share', async () => {
    await scratch.git('worktree', 'add', '--quiet', '-b', 'side', join(scratch.root, 'side'));
    const repository = await openRepository(join(scratch.root, 'side'));
    expect(repository.top).toBe(join(scratch.root, 'side'));
    expect(repository.commonDir).toBe(join(scratch.top, '.git'));
  });

  it('is not led astray by variables of a git that called us', async () => {
    process.env['GIT_DIR'] = join(scratch.root, 'nowhere');
    process.env['GIT_INDEX_FILE'] = join(scratch.root, 'nowhere/index');
    const repository = await openRepository(scratch.top);
    expect(await repository.isDirty()).toBe(false);
  });

  it('refuses a folder that is in no repository', async () => {
    expect((await failureOf(openRepository(scratch.root))).code).toBe('not-a-repository');
  });

  it('refuses the inside of a .git folder', async () => {
    expect((await failureOf(openRepository(join(scratch.top, '.git')))).code).toBe(
      'not-a-repository',
    );
  });

  it('refuses a folder that does not exist, and does not blame git', async () => {
    expect((await failureOf(openRepository(join(scratch.root, 'no')))).code).toBe('folder-missing');
  });

  it('refuses a bare repository', async () => {
    await scratch.git('clone', '--quiet', '--bare', scratch.top, join(scratch.root, 'bare.git'));
    expect((await failureOf(openRepository(join(scratch.root, 'bare.git')))).code).toBe(
      'bare-repository',
    );
  });

  it('refuses a repository without a commit and says how to make one', async () => {
    await scratch.gitIn(scratch.root, 'init', '--quiet', 'empty');
    const failure = await failureOf(openRepository(join(scratch.root, 'empty')));
    expect(failure.code).toBe('no-commit');
    expect(failure.message).toContain('commit --allow-empty');
  });

  it('refuses a git that cannot merge trees and names its version', async () => {
    await putFirstOnPath('#!/bin/sh\necho git version 2.37.9\n');
    const failure = await failureOf(openRepository(scratch.top));
    expect(failure.code).toBe('git-too-old');
    expect(failure.message).toContain('2.37.9');
  });

  it('accepts the version names that vendors make', async () => {
    const real = process.env['PATH'] ?? '';
    await putFirstOnPath(
      `#!/bin/sh\nfor a; do [ "$a" = --version ] && echo 'git version 2.50.1 (Apple Git-155)' && exit; done\nPATH='${real}' exec git "$@"\n`,
    );
    expect((await openRepository(scratch.top)).top).toBe(scratch.top);
  });

  it('says so when there is no git', async () => {
    process.env['PATH'] = join(scratch.root, 'no-programs');
    expect((await failureOf(openRepository(scratch.top))).code).toBe('git-missing');
  });
});

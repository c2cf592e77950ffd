import { readFile, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRepository } from './open-repository.ts';
import type { CommitTree, Repository } from './repository.ts';
import { createScratch, failureOf, type Scratch, worker } from './scratch-repository.ts';

let scratch: Scratch;
let repository: Repository;
let first: string;
beforeEach(async () => {
  scratch = await createScratch();
  repository = await openRepository(scratch.top);
  first = await scratch.git('rev-parse', 'HEAD');
});
afterEach(async () => scratch.remove());

async function commitFiles(...paths: readonly string[]): Promise<string> {
  for (const path of paths) await scratch.write(join('repo', path), `${path}\n`);
  await scratch.git('add', '--all');
  await scratch.git('commit', '--quiet', '--message=More');
  return scratch.git('rev-parse', 'HEAD');
}

describe('a commit made of a tree', () => {
  it('has the same id whenever and wherever it is made from the same request', async () => {
    const request: CommitTree = {
      tree: await repository.treeOf(first),
      parents: [first],
      message: 'Add it\n\nAtms-Task: T1\n',
      author: worker,
      at: '2026-01-02T03:04:05.678Z',
    };
    const made = await repository.commitTree(request);
    process.env['TZ'] = 'Asia/Tokyo';
    expect(await repository.commitTree({ ...request, at: '2026-01-02T04:04:05+01:00' })).toBe(made);
    expect(await scratch.git('cat-file', 'commit', made)).toContain(
      `author ${worker.name} <${worker.email}> 1767323045 +0000\ncommitter ATMS <atms@atms.invalid> 1767323045 +0000`,
    );
    expect(
      await scratch.git('show', '-s', '--format=%(trailers:key=Atms-Task,valueonly)', made),
    ).toBe('T1\n');
  });

  it('is refused at a time that is none', async () => {
    const tree = await repository.treeOf(first);
    const request = { tree, parents: [], message: 'x', author: worker, at: 'yesterday' };
    await expect(repository.commitTree(request)).rejects.toThrow(RangeError);
  });
});

describe('looking at commits', () => {
  it('resolves refs and revisions to commits, and what is none to nothing', async () => {
    await scratch.git('tag', '--annotate', '--message=x', 'v1');
    expect(await repository.resolve('refs/heads/main')).toBe(first);
    expect(await repository.resolve('v1')).toBe(first);
    for (const name of ['refs/heads/none', '--all', 'HEAD:a.txt', 'a b', '']) {
      expect(await repository.resolve(name)).toBeUndefined();
    }
  });

  it('knows what descends from what', async () => {
    const second = await commitFiles('b.txt');
    expect(await repository.isAncestor(first, second)).toBe(true);
    expect(await repository.isAncestor(second, second)).toBe(true);
    expect(await repository.isAncestor(second, first)).toBe(false);
    expect((await failureOf(repository.isAncestor('1'.repeat(40), first))).code).toBe('git-failed');
  });

  it('reads a file of a commit, whatever its name', async () => {
    const names = ['a\nb', 'tab\tname', ':(top)x', '日本', 'deep/er/f'];
    const commit = await commitFiles(...names);
    for (const name of names) expect(await repository.fileAt(commit, name)).toBe(`${name}\n`);
    expect(await repository.fileAt(first, 'a.txt')).toBe('one\ntwo\nthree\n');
    expect(await repository.listFiles(commit)).toEqual(expect.arrayContaining(names));
    expect(await repository.listFiles(first)).toEqual(['a.txt']);
  });

  it('finds no file where there is none, or a folder', async () => {
    const commit = await commitFiles('deep/er/f');
    for (const path of ['none', 'deep', 'deep/', 'a.txt/x', '*']) {
      expect(await repository.fileAt(commit, path)).toBeUndefined();
    }
    expect((await failureOf(repository.fileAt('1'.repeat(40), 'a.txt'))).code).toBe(
      'unknown-commit',
    );
  });

  it('reads a checkout as dirty when a file is changed or new, and not when it is ignored', async () => {
    await scratch.write('repo/.git/info/exclude', 'ignored\n');
    await scratch.write('repo/ignored', '');
    expect(await repository.isDirty()).toBe(false);
    await scratch.write('repo/new', '');
    expect(await repository.isDirty()).toBe(true);
  });

  it('does not write the index of the user to find out', async () => {
    await utimes(join(scratch.top, 'a.txt'), 1_700_000_000, 1_700_000_000);
    const before = await readFile(join(scratch.top, '.git/index'));
    expect(await repository.isDirty()).toBe(false);
    expect(await readFile(join(scratch.top, '.git/index'))).toEqual(before);
  });

  it('is not fooled by a ref that shows another commit in the place of one', async () => {
    const tree = await repository.treeOf(first);
    await scratch.git('replace', first, await commitFiles('b.txt'));
    expect(await repository.treeOf(first)).toBe(tree);
  });
});

describe('comparing commits', () => {
  it('names each changed path, a rename as two, and ends of lines in names as they are', async () => {
    await commitFiles('x\ny');
    await scratch.git('mv', 'a.txt', 'b.txt');
    const moved = await commitFiles('x\ny', 'c "d"');
    expect(await repository.changedPaths(first, moved)).toEqual([
      'a.txt',
      'b.txt',
      'c "d"',
      'x\ny',
    ]);
    expect(await repository.changedPaths(first, first)).toEqual([]);
  });

  it('names a changed mode and a file that became a link', async () => {
    await commitFiles('b.txt');
    const before = await scratch.git('rev-parse', 'HEAD');
    await scratch.git('update-index', '--chmod=+x', 'a.txt');
    await scratch.git('rm', '--quiet', 'b.txt');
    await symlink('a.txt', join(scratch.top, 'b.txt'));
    await scratch.git('add', 'b.txt');
    await scratch.git('commit', '--quiet', '--message=Modes');
    expect(await repository.changedPaths(before, 'HEAD')).toEqual(['a.txt', 'b.txt']);
  });

  it('names a moved submodule, although .gitmodules asks to ignore it', async () => {
    const point = async (commit: string): Promise<void> => {
      await scratch.git('update-index', '--add', '--cacheinfo', `160000,${commit},vendor/lib`);
      await scratch.git('commit', '--quiet', '--message=Submodule');
    };
    const ignoring = '[submodule "lib"]\n\tpath = vendor/lib\n\turl = /x\n\tignore = all\n';
    await scratch.write('repo/.gitmodules', ignoring);
    await point('1'.repeat(40));
    const before = await scratch.git('rev-parse', 'HEAD');
    await point('2'.repeat(40));
    expect(await repository.changedPaths(before, 'HEAD')).toEqual(['vendor/lib']);
  });

  it('counts files and lines, a rename as one file', async () => {
    await scratch.git('mv', 'a.txt', 'renamed.txt');
    const moved = await commitFiles('b.txt');
    expect(await repository.diffStat(first, moved)).toEqual({
      files: 2,
      insertions: 1,
      deletions: 0,
    });
    expect(await repository.diffStat(moved, moved)).toEqual({
      files: 0,
      insertions: 0,
      deletions: 0,
    });
  });

  it('shows the text of a difference as git does without any setting of the user', async () => {
    for (const setting of ['diff.noprefix', 'diff.mnemonicPrefix'])
      await scratch.git('config', setting, 'true');
    await scratch.git('config', 'diff.external', 'false');
    await scratch.git('config', 'color.ui', 'always');
    const { text, truncated } = await repository.diff({
      base: first,
      commit: await commitFiles('b.txt'),
      maxBytes: 10_000,
    });
    expect(text).toContain('--- /dev/null\n+++ b/b.txt\n@@ -0,0 +1 @@\n+b.txt\n');
    expect(truncated).toBe(false);
  });

  it('cuts a difference at the limit and never through a letter', async () => {
    await scratch.write('repo/b.txt', 'é'.repeat(300_000));
    const commit = await commitFiles();
    for (const maxBytes of [5000, 5001]) {
      const { text, truncated } = await repository.diff({ base: first, commit, maxBytes });
      expect(truncated).toBe(true);
      expect(Buffer.byteLength(text)).toBeGreaterThan(maxBytes - 2);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxBytes);
      expect(text).not.toContain('\uFFFD');
    }
  });
});

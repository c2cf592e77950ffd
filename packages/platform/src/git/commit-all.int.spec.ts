import { chmod, mkdir, readdir, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRepository } from './open-repository.ts';
import type { CommittedWork, Repository } from './repository.ts';
import { createScratch, failureOf, type Scratch, worker } from './scratch-repository.ts';

const ref = 'refs/atms/attempts/task-1/1';

let scratch: Scratch;
let repository: Repository;
let head: string;
beforeEach(async () => {
  scratch = await createScratch();
  await scratch.write('repo/.gitignore', 'ignored/\n*.env\n');
  await scratch.git('add', '--all');
  await scratch.git('commit', '--quiet', '--message=Second');
  repository = await openRepository(scratch.top);
  head = await scratch.git('rev-parse', 'HEAD');
  await repository.addWorktree({ path: scratch.worktree, commit: head });
});
afterEach(async () => scratch.remove());

async function commitWork(parent?: string): Promise<CommittedWork> {
  const request = { worktree: scratch.worktree, message: 'Work\n', author: worker, ref };
  return repository.commitAll(parent === undefined ? request : { ...request, parent });
}

async function inWorktree(path: string, text = 'x\n', mode?: number): Promise<void> {
  await scratch.write(join('cache/task-1-1', path), text, mode);
}

async function changes(work: CommittedWork): Promise<readonly string[]> {
  return repository.changedPaths(head, work.commit);
}

describe('committing an attempt', () => {
  it('takes new, changed and deleted files and leaves out ignored ones', async () => {
    await inWorktree('new/b.txt');
    await inWorktree('ignored/c.txt');
    await rm(join(scratch.worktree, 'a.txt'));
    const work = await commitWork();
    expect(work.changed).toBe(true);
    expect(await changes(work)).toEqual(['a.txt', 'new/b.txt']);
    expect(await repository.resolve(ref)).toBe(work.commit);
    expect(await repository.treeOf(work.commit)).toBe(work.tree);
    expect(await scratch.git('show', '-s', '--format=%an %ae|%cn|%P|%s', work.commit)).toBe(
      `${worker.name} ${worker.email}|ATMS|${head}|Work`,
    );
  });

  it('leaves out what it is told to, whatever is in the name and in the index', async () => {
    await inWorktree('node_modules/one/index.js');
    await inWorktree('packages/a/node_modules/two/index.js');
    await inWorktree('we[i]r*d name');
    await inWorktree('packages/a/new.txt');
    await scratch.gitAsWorker(scratch.worktree, 'add', '--all');
    const exclude = ['node_modules/', 'packages/a/node_modules/', 'we[i]r*d name', 'gone/'];
    const request = { worktree: scratch.worktree, message: 'Work\n', author: worker, ref };
    const work = await repository.commitAll({ ...request, exclude });
    expect(await changes(work)).toEqual(['packages/a/new.txt']);
    expect(work.skipped).toEqual([]);
  });

  it('leaves it out also when another path cannot be added', async () => {
    await inWorktree('node_modules/one/index.js');
    await inWorktree('sp ace[1]/x.js');
    await inWorktree('git~1');
    await inWorktree('b.txt');
    const exclude = ['node_modules/', 'sp ace[1]/'];
    const request = { worktree: scratch.worktree, message: 'Work\n', author: worker, ref };
    const work = await repository.commitAll({ ...request, exclude });
    expect(await changes(work)).toEqual(['b.txt']);
    expect(work.skipped).toEqual(['git~1']);
  });

  it('answers the parent when nothing changed, and points the ref at it', async () => {
    const work = await commitWork();
    expect(work).toMatchObject({ commit: head, changed: false, skipped: [] });
    expect(await repository.resolve(ref)).toBe(head);
  });

  it('builds on another parent when asked to', async () => {
    const first = await scratch.git('rev-parse', 'HEAD^');
    const work = await commitWork(first);
    expect(await scratch.git('rev-parse', `${work.commit}^`)).toBe(first);
    expect(work.tree).toBe(await repository.treeOf(head));
  });

  it('leaves index and HEAD of the worktree and the checkout of the user as they are', async () => {
    await inWorktree('b.txt');
    await scratch.gitAsWorker(scratch.worktree, 'add', 'b.txt');
    const before = await scratch.gitAsWorker(scratch.worktree, 'status', '--porcelain', '--branch');
    await commitWork();
    expect(await scratch.gitAsWorker(scratch.worktree, 'status', '--porcelain', '--branch')).toBe(
      before,
    );
    expect(await repository.isDirty()).toBe(false);
  });

  it('keeps the executable bit, symbolic links and bytes that are no text', async () => {
    await inWorktree('run.sh', '#!/bin/sh\n', 0o755);
    await symlink('../nowhere', join(scratch.worktree, 'link'));
    await writeFile(join(scratch.worktree, 'raw'), Buffer.from([0, 255, 13, 10, 128]));
    const work = await commitWork();
    const again = join(scratch.root, 'cache/again');
    await repository.addWorktree({ path: again, commit: work.commit });
    expect(await scratch.git('ls-tree', '--format=%(objectmode) %(path)', work.commit)).toContain(
      '100755 run.sh',
    );
    expect(await readlink(join(again, 'link'))).toBe('../nowhere');
    expect(await scratch.gitIn(again, 'status', '--porcelain')).toBe('');
  });

  it('takes file names with line ends, quotes, blanks, stars and letters of other scripts', async () => {
    const names = [' -f', 'a\nb', 'it"s', '*', 'straße/日本', ':(top)x', 'tab\there'];
    for (const name of names) await inWorktree(name);
    expect(new Set(await changes(await commitWork()))).toEqual(new Set(names));
  });

  it('sees a change that keeps the size, made in the second of the checkout', async () => {
    for (const text of ['ONE\ntwo\nthree\n', 'one\nTWO\nthree\n', 'one\ntwo\nTHREE\n']) {
      await repository.addWorktree({ path: scratch.worktree, commit: head });
      await inWorktree('a.txt', text);
      expect(await repository.fileAt((await commitWork()).commit, 'a.txt')).toBe(text);
    }
  });

  it('does not write its index again and again beside the worktree', async () => {
    await inWorktree('b.txt');
    await commitWork();
    await commitWork();
    const [registration = ''] = await readdir(join(scratch.top, '.git/worktrees'));
    const files = await readdir(join(scratch.top, '.git/worktrees', registration));
    expect(files.filter((name) => name.startsWith('atms-')).toSorted()).toEqual([
      'atms-index',
      'atms-start',
    ]);
  });

  it('of two calls at once both hold everything', async () => {
    await inWorktree('b.txt');
    const [one, two] = await Promise.all([commitWork(), commitWork()]);
    expect(one.tree).toBe(two.tree);
  });
});

describe('committing an attempt whose agent used git itself', () => {
  it('takes what the agent committed, on the start commit', async () => {
    await inWorktree('b.txt');
    await scratch.gitAsWorker(scratch.worktree, 'add', '--all');
    await scratch.gitAsWorker(scratch.worktree, 'commit', '--quiet', '--message=Mine');
    await inWorktree('c.txt');
    const work = await commitWork();
    expect(await changes(work)).toEqual(['b.txt', 'c.txt']);
    expect(await scratch.git('rev-parse', `${work.commit}^`)).toBe(head);
  });

  it('does not care where the agent left HEAD', async () => {
    await inWorktree('b.txt');
    await scratch.gitAsWorker(scratch.worktree, 'checkout', '--quiet', '--orphan', 'nowhere');
    expect(await changes(await commitWork())).toEqual(['b.txt']);
  });

  it('does not care about an index.lock or a broken index', async () => {
    const registration = await scratch.gitAsWorker(
      scratch.worktree,
      'rev-parse',
      '--absolute-git-dir',
    );
    await inWorktree('b.txt');
    await writeFile(join(registration, 'index.lock'), '');
    await writeFile(join(registration, 'index'), 'rubbish');
    expect(await changes(await commitWork())).toEqual(['b.txt']);
  });

  it('does not care about an index of our own that is broken', async () => {
    const registration = await scratch.gitAsWorker(
      scratch.worktree,
      'rev-parse',
      '--absolute-git-dir',
    );
    await inWorktree('b.txt');
    await writeFile(join(registration, 'atms-index'), 'rubbish');
    expect(await changes(await commitWork())).toEqual(['b.txt']);
  });

  it('sees changes that the agent told git to overlook', async () => {
    await inWorktree('a.txt', 'changed\n');
    await scratch.gitAsWorker(scratch.worktree, 'update-index', '--assume-unchanged', 'a.txt');
    expect(await changes(await commitWork())).toEqual(['a.txt']);
  });

  it('holds an ignored file that the agent added by force', async () => {
    await inWorktree('example.env');
    await inWorktree('secret.env');
    await scratch.gitAsWorker(scratch.worktree, 'add', '--force', 'example.env');
    expect(await changes(await commitWork())).toEqual(['example.env']);
  });

  it('lets go of a file that the agent stopped tracking because it is ignored', async () => {
    const parent = await withTracked('kept.env');
    await scratch.gitAsWorker(scratch.worktree, 'rm', '--quiet', '--cached', 'kept.env');
    const work = await commitWork(parent);
    expect(await repository.changedPaths(parent, work.commit)).toEqual(['kept.env']);
    expect(await repository.fileAt(work.commit, 'kept.env')).toBeUndefined();
  });

  it('works after the agent removed the .git file or made a repository of its own', async () => {
    await inWorktree('b.txt');
    await rm(join(scratch.worktree, '.git'));
    expect(await changes(await commitWork())).toEqual(['b.txt']);
    await scratch.gitAsWorker(scratch.worktree, 'init', '--quiet');
    await inWorktree('c.txt');
    expect(await changes(await commitWork())).toEqual(['b.txt', 'c.txt']);
  });

  it('works after the agent removed what git knew of the worktree, when the parent is named', async () => {
    await inWorktree('b.txt');
    await rm(join(scratch.top, '.git/worktrees'), { recursive: true });
    expect((await failureOf(commitWork())).code).toBe('no-start-commit');
    expect(await changes(await commitWork(head))).toEqual(['b.txt']);
  });

  it('fails when the folder is gone', async () => {
    await rm(scratch.worktree, { recursive: true });
    expect((await failureOf(commitWork())).code).toBe('worktree-missing');
  });

  async function withTracked(path: string): Promise<string> {
    await inWorktree(path);
    await scratch.gitAsWorker(scratch.worktree, 'add', '--force', path);
    const { commit } = await commitWork();
    await repository.addWorktree({ path: scratch.worktree, commit });
    return commit;
  }
});

describe('committing what git does not take by itself', () => {
  it('takes the files of repositories that were made in the worktree, also one in another', async () => {
    for (const folder of ['with', 'without', 'with/inner']) {
      await inWorktree(join(folder, 'f.txt'));
      await scratch.gitAsWorker(join(scratch.worktree, folder), 'init', '--quiet');
    }
    await inWorktree('with/ignored/g.txt');
    await scratch.gitAsWorker(join(scratch.worktree, 'with'), 'add', 'f.txt');
    await scratch.gitAsWorker(
      join(scratch.worktree, 'with'),
      'commit',
      '--quiet',
      '--message=Inner',
    );
    const expected = ['with/f.txt', 'with/inner/f.txt', 'without/f.txt'];
    expect(await changes(await commitWork())).toEqual(expected);
    expect(await changes(await commitWork())).toEqual(expected);
  });

  it('names what git refuses to hold and takes the rest', async () => {
    await inWorktree('git~1');
    await inWorktree('nested/git~1');
    await inWorktree('nested/fine.txt');
    await scratch.gitAsWorker(join(scratch.worktree, 'nested'), 'init', '--quiet');
    const work = await commitWork();
    expect(await changes(work)).toEqual(['nested/fine.txt']);
    expect(work.skipped).toEqual(['git~1', 'nested/git~1']);
  });

  it('takes files and folders that their owner may not read', async () => {
    await inWorktree('closed.txt', 'x\n', 0o000);
    await inWorktree('shut/d.txt');
    await chmod(join(scratch.worktree, 'shut'), 0o000);
    expect(await changes(await commitWork())).toEqual(['closed.txt', 'shut/d.txt']);
    await chmod(join(scratch.worktree, 'shut'), 0o000);
    await repository.removeWorktree(scratch.worktree);
    expect(await readdir(join(scratch.root, 'cache'))).toEqual([]);
  });

  it('takes a folder in the place of a file and a file in the place of a folder', async () => {
    await inWorktree('was-folder/f.txt');
    const { commit } = await commitWork();
    await rm(join(scratch.worktree, 'was-folder'), { recursive: true });
    await rename(join(scratch.worktree, 'a.txt'), join(scratch.worktree, 'was-folder'));
    await mkdir(join(scratch.worktree, 'a.txt'));
    await inWorktree('a.txt/f.txt');
    const work = await commitWork(commit);
    expect(await repository.changedPaths(commit, work.commit)).toEqual([
      'a.txt',
      'a.txt/f.txt',
      'was-folder',
      'was-folder/f.txt',
    ]);
  });
});

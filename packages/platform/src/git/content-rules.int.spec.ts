/** What a repository says of its content is the user's: line endings, files kept elsewhere, other repositories. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRepository } from './open-repository.ts';
import type { Repository } from './repository.ts';
import { createScratch, type Scratch, worker } from './scratch-repository.ts';

const pointer = `version https://git-lfs.github.com/spec/v1
oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
size 12345
`;

let scratch: Scratch;
let repository: Repository;
let head: string;
beforeEach(async () => {
  scratch = await createScratch();
  const attributes = '*.txt text eol=crlf\n*.bin filter=lfs diff=lfs merge=lfs -text\n';
  await scratch.write('repo/.gitattributes', attributes);
  await scratch.write('repo/lines.txt', 'one\ntwo\n');
  await scratch.write('repo/big.bin', pointer);
  await scratch.git('add', '--all');
  await scratch.write('raw', 'as it\r\nwas committed\r\n');
  const raw = await scratch.git('hash-object', '-w', '--no-filters', join(scratch.root, 'raw'));
  await scratch.git('update-index', '--add', '--cacheinfo', `100644,${raw},raw.txt`);
  await scratch.git('update-index', '--add', '--cacheinfo', `100644,${raw},touched.txt`);
  const other = await scratch.git('rev-parse', 'HEAD');
  await scratch.git('update-index', '--add', '--cacheinfo', `160000,${other},lib`);
  await scratch.write('modules', '[submodule "lib"]\n\tpath = lib\n\turl = ../lib\n');
  const modules = await scratch.git('hash-object', '-w', join(scratch.root, 'modules'));
  await scratch.git('update-index', '--add', '--cacheinfo', `100644,${modules},.gitmodules`);
  await scratch.git('commit', '--quiet', '--message=Content');
  head = await scratch.git('rev-parse', 'HEAD');
  await scratch.git('config', 'core.autocrlf', 'true');
  repository = await openRepository(scratch.top);
  await repository.addWorktree({ path: scratch.worktree, commit: head });
});
afterEach(async () => scratch.remove());

describe('work in a repository with line endings, pointers and submodules', () => {
  it('commits nothing that the agent did not touch, whatever git would make of it', async () => {
    const inWorktree = (path: string) => join('cache/task-1-1', path);
    expect(await readFile(join(scratch.worktree, 'lines.txt'), 'utf8')).toBe('one\r\ntwo\r\n');
    await scratch.write(inWorktree('new.txt'), 'by the agent\n');
    await scratch.write(inWorktree('touched.txt'), 'as it\r\nwas changed\r\n');
    const work = await repository.commitAll({
      worktree: scratch.worktree,
      message: 'Work\n',
      author: worker,
    });
    expect(await repository.changedPaths(head, work.commit)).toEqual(['new.txt', 'touched.txt']);
    expect(await repository.fileAt(work.commit, 'big.bin')).toBe(pointer);
    expect(await repository.fileAt(work.commit, 'touched.txt')).toBe('as it\nwas changed\n');
    expect(await scratch.git('ls-tree', work.commit, 'lib')).toMatch(/^160000 commit /);
  });
});

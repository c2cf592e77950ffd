import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRepository } from './open-repository.ts';
import type { Repository } from './repository.ts';
import { createScratch, type Scratch } from './scratch-repository.ts';

let scratch: Scratch;
let repository: Repository;
let base: string;
beforeEach(async () => {
  scratch = await createScratch();
  repository = await openRepository(scratch.top);
  base = await scratch.git('rev-parse', 'HEAD');
});
afterEach(async () => scratch.remove());

type Files = Readonly<Record<string, string | null>>;

/** A commit on `from` with these files written; `null` deletes one. */
async function commitOn(from: string, files: Files): Promise<string> {
  await scratch.git('checkout', '--quiet', '--detach', from);
  for (const [path, text] of Object.entries(files)) {
    if (text === null) await rm(join(scratch.top, path), { recursive: true });
    else await scratch.write(join('repo', path), text);
  }
  await scratch.git('add', '--all');
  await scratch.git('commit', '--quiet', '--message=Side');
  const commit = await scratch.git('rev-parse', 'HEAD');
  await scratch.git('checkout', '--quiet', 'main');
  return commit;
}

describe('merging trees', () => {
  it('of changes that do not meet gives one tree with both', async () => {
    const ours = await commitOn(base, { 'a.txt': 'ONE\ntwo\nthree\n' });
    const theirs = await commitOn(base, { 'b.txt': 'new\n' });
    const merged = await repository.mergeTree({ base, ours, theirs });
    expect(merged.kind).toBe('clean');
    const tree = merged.kind === 'clean' ? merged.tree : '';
    expect(await repository.changedPaths(base, tree)).toEqual(['a.txt', 'b.txt']);
  });

  it('touches no ref, no checkout and no index', async () => {
    const ours = await commitOn(base, { 'b.txt': 'new\n' });
    const before = await scratch.git('for-each-ref');
    await repository.mergeTree({ base, ours, theirs: base });
    expect(await scratch.git('for-each-ref')).toBe(before);
    expect(await repository.isDirty()).toBe(false);
  });

  it('of two changes to one line is a conflict that names the file', async () => {
    const ours = await commitOn(base, { 'a.txt': 'one\nOURS\nthree\n' });
    const theirs = await commitOn(base, { 'a.txt': 'one\nTHEIRS\nthree\n' });
    expect(await repository.mergeTree({ base, ours, theirs })).toEqual({
      kind: 'conflict',
      paths: ['a.txt'],
      messages: 'CONFLICT (content): Merge conflict in a.txt',
    });
  });

  it('of one file added twice with different text is a conflict', async () => {
    const ours = await commitOn(base, { 'n\n1': 'ours\n' });
    const theirs = await commitOn(base, { 'n\n1': 'theirs\n' });
    expect(await repository.mergeTree({ base, ours, theirs })).toMatchObject({
      kind: 'conflict',
      paths: ['n\n1'],
    });
  });

  it('of a deleted and a changed file is a conflict told without ids', async () => {
    const ours = await commitOn(base, { 'a.txt': null, 'b.txt': 'b' });
    const theirs = await commitOn(base, { 'a.txt': 'one\ntwo\nfour\n' });
    const merged = await repository.mergeTree({ base, ours, theirs });
    expect(merged).toMatchObject({ kind: 'conflict', paths: ['a.txt'] });
    expect(merged.kind === 'conflict' && merged.messages).toContain(
      'deleted in ours and modified in theirs',
    );
  });

  it('of a file and a folder of one name is a conflict under that name', async () => {
    const ours = await commitOn(base, { d: 'file\n' });
    const theirs = await commitOn(base, { 'd/f': 'file in folder\n' });
    expect(await repository.mergeTree({ base, ours, theirs })).toMatchObject({
      kind: 'conflict',
      paths: ['d'],
    });
  });

  it('takes the base that it is given, although git would find a younger one', async () => {
    const shared = await commitOn(base, { 'shared.txt': 'x\n' });
    const ours = await commitOn(shared, { 'shared.txt': null });
    const theirs = await commitOn(shared, { 'b.txt': 'b\n' });
    const merged = await repository.mergeTree({ base, ours, theirs });
    const tree = merged.kind === 'clean' ? merged.tree : '';
    expect(await repository.changedPaths(base, tree)).toEqual(['b.txt', 'shared.txt']);
  });
});

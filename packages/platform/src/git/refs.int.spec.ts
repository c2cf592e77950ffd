import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRepository } from './open-repository.ts';
import type { Repository } from './repository.ts';
import { createScratch, failureOf, type Scratch } from './scratch-repository.ts';

const ref = 'refs/heads/atms/demo';

let scratch: Scratch;
let repository: Repository;
let one: string;
let two: string;
beforeEach(async () => {
  scratch = await createScratch();
  repository = await openRepository(scratch.top);
  one = await scratch.git('rev-parse', 'HEAD');
  await scratch.git('commit', '--quiet', '--allow-empty', '--message=Two');
  two = await scratch.git('rev-parse', 'HEAD');
});
afterEach(async () => scratch.remove());

const swap = async (from: string, to: string, name = ref) =>
  repository.compareAndSwap({ ref: name, from, to, reason: 'atms: merge' });

describe('moving a ref by compare-and-swap', () => {
  it('makes it, moves it and says so in the reflog under our own name', async () => {
    expect(await swap('absent', one)).toBe('swapped');
    expect(await swap(one, two)).toBe('swapped');
    expect(await repository.resolve(ref)).toBe(two);
    expect(await scratch.git('log', '-g', '-1', '--format=%ge %gs', ref)).toBe(
      'atms@atms.invalid atms: merge',
    );
  });

  it('does not move it from another value', async () => {
    await swap('absent', one);
    expect(await swap(two, one)).toBe('moved');
    expect(await repository.resolve(ref)).toBe(one);
  });

  it('does not make it when it exists, nor move it when it does not', async () => {
    expect(await swap(one, two)).toBe('moved');
    await swap('absent', one);
    expect(await swap('absent', two)).toBe('moved');
    expect(await repository.resolve(ref)).toBe(one);
  });

  it('is won by exactly one of many', async () => {
    await swap('absent', one);
    const made = async (n: number) =>
      repository.commitTree({
        tree: await repository.treeOf(one),
        parents: [one],
        message: `${n}`,
        author: { name: 'x', email: 'x@example.com' },
        at: '2026-01-01T00:00:00Z',
      });
    const commits = await Promise.all([1, 2, 3, 4, 5, 6].map(made));
    const results = await Promise.all(commits.map(async (commit) => swap(one, commit)));
    expect(results.filter((result) => result === 'swapped')).toHaveLength(1);
    expect(await repository.resolve(ref)).toBe(commits[results.indexOf('swapped')]);
  });

  it('fails when another process keeps the lock, and names the file', async () => {
    await scratch.write('repo/.git/refs/heads/atms/demo.lock', '');
    const failure = await failureOf(swap('absent', one));
    expect(failure.code).toBe('ref-locked');
    expect(failure.message).toContain(join(scratch.top, '.git/refs/heads/atms/demo.lock'));
  });

  it('succeeds when the lock goes away while it waits', async () => {
    await scratch.write('repo/.git/refs/heads/atms/demo.lock', '');
    const swapped = swap('absent', one);
    // Any answer of git shows that the swap has begun and found the lock, or will find it free.
    await repository.resolve('HEAD');
    await rm(join(scratch.top, '.git/refs/heads/atms/demo.lock'));
    expect(await swapped).toBe('swapped');
  });

  it('fails when another branch is in the way, and names it', async () => {
    await scratch.git('branch', 'atms');
    const failure = await failureOf(swap('absent', one));
    expect(failure.code).toBe('ref-in-the-way');
    expect(failure.message).toContain('refs/heads/atms exists');
  });

  it('fails for a commit that the repository does not have', async () => {
    expect((await failureOf(swap('absent', '1'.repeat(40)))).code).toBe('git-failed');
  });
});

describe('deleting a ref', () => {
  it('may be repeated', async () => {
    await swap('absent', one);
    await repository.deleteRef(ref);
    await repository.deleteRef(ref);
    expect(await repository.resolve(ref)).toBeUndefined();
  });
});

describe('what is in the way of a branch', () => {
  it('is nothing in a fresh repository, nor the branch itself', async () => {
    expect(await repository.refObstacle('atms/demo')).toBeUndefined();
    await scratch.git('branch', 'atms/demo');
    await scratch.git('branch', 'atms-other');
    expect(await repository.refObstacle('atms/demo')).toBeUndefined();
    expect(await repository.refObstacle('atms')).toContain("'atms/demo'");
  });

  it('is a branch with the name of its folder', async () => {
    await scratch.git('branch', 'atms');
    expect(await repository.refObstacle('atms/demo')).toContain(
      "'atms' is in the way of 'atms/demo'",
    );
    expect(await repository.refObstacle('atms/demo')).toContain('git branch -m atms');
  });

  it('is a branch below its name', async () => {
    await scratch.git('branch', 'atms/demo/one');
    expect(await repository.refObstacle('atms/demo')).toContain("'atms/demo/one'");
  });

  it('is its name, when git does not allow it', async () => {
    for (const name of ['a b', '-x', 'a..b', 'HEAD', '', 'x.lock', 'a//b', '@{-1}']) {
      expect(await repository.refObstacle(name)).toContain('not a name that git allows');
    }
  });
});

import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openRepository } from './open-repository.ts';
import { createScratch } from './scratch-repository.ts';

it('a composed tree has the named files as the one commit has them and all else as the other', async () => {
  const scratch = await createScratch();
  try {
    const repository = await openRepository(scratch.top);
    await scratch.write(join('repo', 'src/a.txt'), 'old');
    await scratch.write(join('repo', 'test/a b.txt'), 'old');
    await scratch.git('add', '--all');
    await scratch.git('commit', '--quiet', '--message=Base');
    const base = await scratch.git('rev-parse', 'HEAD');
    await scratch.write(join('repo', 'src/a.txt'), 'new');
    await scratch.write(join('repo', 'test/a b.txt'), 'new');
    await scratch.write(join('repo', 'test/ü.txt'), 'added');
    await scratch.git('add', '--all');
    await scratch.git('commit', '--quiet', '--message=Work');
    const from = await scratch.git('rev-parse', 'HEAD');
    const paths = ['test/a b.txt', 'test/ü.txt', 'not/there.txt'];
    const tree = await repository.composeTree({ base, from, paths });
    expect((await repository.changedPaths(base, tree)).toSorted()).toEqual([
      'test/a b.txt',
      'test/ü.txt',
    ]);
    expect(await repository.changedPaths(from, tree)).toEqual(['src/a.txt']);
    expect(await repository.composeTree({ base, from, paths: [] })).toBe(
      await repository.treeOf(base),
    );
    expect(await scratch.git('status', '--porcelain')).toBe('');
  } finally {
    await scratch.remove();
  }
});

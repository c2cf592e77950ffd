import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPreparedPackages } from './prepared-packages.ts';

let folder = '';
let worktree = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atms-packages-'));
  worktree = join(folder, 'worktree');
  await mkdir(join(worktree, 'node_modules/x'), { recursive: true });
  await writeFile(join(worktree, 'node_modules/x/index.js'), 'x');
});
afterEach(() => rm(folder, { recursive: true }));

describe('packages of which only half could be copied', () => {
  it('are nowhere afterwards, and given to nobody', async () => {
    const packages = createPreparedPackages(join(folder, 'kept'));
    const folders = ['node_modules/', 'gone/node_modules/'];
    await expect(packages.keep('key', { worktree, folders })).rejects.toThrow('gone/node_modules');
    expect(await packages.restore('key', join(folder, 'next'))).toBeUndefined();
    expect(await readdir(join(folder, 'kept'))).toEqual([]);
  });

  it('do not count as packages without the list that is written last', async () => {
    const packages = createPreparedPackages(join(folder, 'kept'));
    await mkdir(join(folder, 'kept/key/node_modules'), { recursive: true });
    expect(await packages.restore('key', join(folder, 'next'))).toBeUndefined();
    const folders = ['node_modules/'];
    await packages.keep('other', { worktree, folders });
    const next = join(folder, 'next');
    expect(await packages.restore('other', next)).toEqual(folders);
    expect(await readFile(join(next, 'node_modules/x/index.js'), 'utf8')).toBe('x');
  });
});

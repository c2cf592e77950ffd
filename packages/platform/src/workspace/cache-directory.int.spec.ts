import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheDirectory, cacheFolder, makeCacheDirectory } from './cache-directory.ts';

describe('the folder for worktrees', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atms-cache-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is where XDG_CACHE_HOME says', () => {
    expect(cacheDirectory('id', { XDG_CACHE_HOME: '/caches' })).toBe('/caches/atms/id');
  });

  it.each([{}, { XDG_CACHE_HOME: '' }, { XDG_CACHE_HOME: 'cache' }])(
    'is never meant from the folder that atms was started in: %o',
    (environment) => {
      expect(isAbsolute(cacheFolder(environment))).toBe(true);
      expect(cacheFolder(environment)).toMatch(/\.cache\/atms$/);
    },
  );

  it('is made before anything is begun, or refused by its name and with what to do', async () => {
    await makeCacheDirectory(join(folder, 'made', 'below'));
    expect(await readdir(join(folder, 'made'))).toEqual(['below']);
    await writeFile(join(folder, 'file'), '');
    const refused = makeCacheDirectory(join(folder, 'file', 'atms'));
    await expect(refused).rejects.toHaveProperty('code', 'cache-not-writable');
    await expect(refused).rejects.toThrow(/file.atms, .*cannot be written: .*Set XDG_CACHE_HOME/);
  });
});

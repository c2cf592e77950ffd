import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seedOwnIndex, withOwnIndex } from './own-index.ts';

const longAgo = 1_700_000_000.75;

let registration: string;
beforeEach(async () => {
  registration = await mkdtemp(join(tmpdir(), 'atms-own-index-'));
  await writeFile(join(registration, 'index'), 'first');
  await utimes(join(registration, 'index'), longAgo, longAgo);
  await seedOwnIndex(registration);
});
afterEach(async () => rm(registration, { recursive: true, force: true }));

describe('an index of our own', () => {
  it('begins as the one of the checkout, and is never younger than that', async () => {
    await withOwnIndex(registration, async (file) => {
      expect(await readFile(file, 'utf8')).toBe('first');
      expect((await stat(file)).mtimeMs).toBeLessThanOrEqual(longAgo * 1000);
    });
  });

  it('is what the last use left', async () => {
    await withOwnIndex(registration, async (file) => writeFile(file, 'second'));
    const found = await withOwnIndex(registration, async (file) => readFile(file, 'utf8'));
    expect(found).toBe('second');
    expect(await readFile(join(registration, 'index'), 'utf8')).toBe('first');
  });

  it('is forgotten with its lock when its use fails', async () => {
    const use = withOwnIndex(registration, async (file) => {
      await writeFile(file, 'broken');
      await writeFile(`${file}.lock`, '');
      throw new Error('git died');
    });
    await expect(use).rejects.toThrow('git died');
    expect(await readdir(registration)).toEqual(['atms-index', 'index']);
    expect(await withOwnIndex(registration, async (file) => readFile(file, 'utf8'))).toBe('first');
  });

  it('lies in a temporary folder, which goes again, where there is no registration', async () => {
    const folder = await withOwnIndex(undefined, async (file) => {
      await writeFile(file, 'x');
      return dirname(file);
    });
    expect(await stat(folder).catch(() => 'gone')).toBe('gone');
  });
});

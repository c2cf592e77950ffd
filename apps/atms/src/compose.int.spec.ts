import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@atms/platform/config';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAtms } from './compose.ts';

describe('a start that fails', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atms-compose-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('gives the data directory back', async () => {
    const { config } = await loadConfig({ folder });
    const silent = { debug() {}, info() {}, warn() {}, error() {} };
    const dataDirectory = join(folder, '.atms');
    const start = () => openAtms({ dataDirectory, config, act: false, log: silent });
    const inTheWay = join(dataDirectory, 'read.db');
    await (await start()).close();
    await rm(inTheWay, { force: true });
    await mkdir(inTheWay, { recursive: true });
    await writeFile(join(inTheWay, 'file'), '');
    await expect(start()).rejects.toThrow(/read\.db|directory/);
    await rm(inTheWay, { recursive: true });
    await (await start()).close();
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LogDatabase, openLogDatabase } from './open-log-database.ts';
import { createSqliteSnapshots } from './sqlite-snapshots.ts';

let folder = '';
let database: LogDatabase;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atms-snapshots-'));
  database = openAgain();
});

afterEach(async () => {
  database.close();
  await rm(folder, { recursive: true });
});

function openAgain(): LogDatabase {
  const onFatal = (error: unknown) => {
    throw error;
  };
  return openLogDatabase(join(folder, 'log.db'), { onFatal });
}

describe('snapshots in the file of the log', () => {
  const shared = { life: 'open' };
  const state = { tasks: new Map([['T1', shared]]), open: new Set([shared]), text: 'ä\0b' };

  it('come back as they were, after the file was opened again as well', async () => {
    await createSqliteSnapshots(database, { code: 'c' }).save('queue', { place: 7, state });
    database.close();
    database = openAgain();
    const found = await createSqliteSnapshots(database, { code: 'c' }).load('queue');
    expect(found).toEqual({ place: 7, state });
    const { tasks, open } = (found ?? { state }).state as typeof state;
    expect(open.has(tasks.get('T1') ?? { life: 'another' })).toBe(true);
  });

  it('hold what was there when they were taken, and replace the one before', async () => {
    const snapshots = createSqliteSnapshots(database, { code: 'c' });
    const growing = new Set(['a']);
    await snapshots.save('queue', { place: 1, state: growing });
    const saved = snapshots.save('queue', { place: 2, state: growing });
    growing.add('b');
    await saved;
    expect(await snapshots.load('queue')).toEqual({ place: 2, state: new Set(['a']) });
    expect(await snapshots.load('executor/local')).toBeUndefined();
  });

  it('are gone for other code than the one that made them', async () => {
    await createSqliteSnapshots(database, { code: 'old' }).save('queue', { place: 7, state });
    const after = createSqliteSnapshots(database, { code: 'new' });
    expect(await after.load('queue')).toBeUndefined();
    expect(await createSqliteSnapshots(database, { code: 'old' }).load('queue')).toBeUndefined();
  });

  it('are none when they cannot be read', async () => {
    const snapshots = createSqliteSnapshots(database, { code: 'c' });
    await snapshots.save('queue', { place: 7, state });
    database.prepare('UPDATE snapshots SET state = ?').run([Buffer.from('torn')]);
    expect(await snapshots.load('queue')).toBeUndefined();
  });
});

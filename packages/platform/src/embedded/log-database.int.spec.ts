import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createGathering, newEvents } from '@atms/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLogDatabase } from './open-log-database.ts';
import { openSqliteDatabase, type SqlValue } from './sqlite-database.ts';
import { createSqliteEventStore } from './sqlite-event-store.ts';

let folder = '';
let path = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atms-log-'));
  path = join(folder, 'log.db');
});

afterEach(() => rm(folder, { recursive: true }));

const onFatal = (error: unknown) => {
  throw error;
};

/** What another process says when it takes the write lock of the file. */
async function otherProcess(): Promise<string> {
  const libsql = JSON.stringify(createRequire(import.meta.url).resolve('libsql'));
  const program = `
    const database = new (require(${libsql}))(${JSON.stringify(path)});
    try { database.exec('BEGIN IMMEDIATE; COMMIT'); console.log('got it'); }
    catch (error) { console.log(error.code); }`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program]);
  return stdout.trim();
}

describe('the lock', () => {
  it('keeps every other process out while the log is open, and no longer', async () => {
    const database = openLogDatabase(path, { onFatal });
    expect(await otherProcess()).toBe('SQLITE_BUSY');
    const store = createSqliteEventStore(database);
    await store.append({ stream: 'task-1', expected: 'no-stream', events: newEvents(1) });
    await store.close();
    database.close();
    expect(await otherProcess()).toBe('got it');
  });

  it('is reported by name to who comes second', () => {
    const database = openLogDatabase(path, { onFatal });
    expect(() => openLogDatabase(path, { onFatal })).toThrow(
      expect.objectContaining({ code: 'data-directory-held', fields: { path } }),
    );
    database.close();
  });

  it('is given back by one that could not be opened after all', async () => {
    await writeNewerFormat();
    expect(() => openLogDatabase(path, { onFatal })).toThrow('has format 1000');
    expect(await otherProcess()).toBe('got it');
  });
});

describe('opening', () => {
  it('refuses a format that a newer ATMS wrote, and says which', async () => {
    await writeNewerFormat();
    expect(() => openLogDatabase(path, { onFatal })).toThrow(
      expect.objectContaining({
        code: 'newer-data-format',
        fields: { path, found: 1_000, supported: 1 },
      }),
    );
  });

  it('refuses what is no database', async () => {
    await writeFile(
      path,
      'this is no database, it is a text that is long enough to be read'.repeat(20),
    );
    expect(() => openLogDatabase(path, { onFatal })).toThrow(
      expect.objectContaining({
        code: 'log-damaged',
        fields: { path, readable: 0, fault: 'file is not a database' },
      }),
    );
  });

  it('refuses a folder that is not there', () => {
    expect(() => openLogDatabase(join(folder, 'missing', 'log.db'), { onFatal })).toThrow(
      expect.objectContaining({ code: 'unusable-database' }),
    );
  });
});

describe('what was answered', () => {
  it('waits for the disk at every commit, so that a power cut loses none of it', () => {
    const database = openLogDatabase(path, { onFatal });
    const full = 2;
    expect(database.prepare('PRAGMA synchronous').all([])).toMatchObject([{ synchronous: full }]);
    database.close();
  });
});

describe('a transaction that fails', () => {
  it('is fatal: nobody is told that it took place, and nothing is written any more', async () => {
    const fatal = createGathering<unknown>();
    const database = openLogDatabase(path, { onFatal: fatal.add });
    const store = createSqliteEventStore(database);
    const heard = createGathering<unknown>();
    const subscription = store.subscribe({ after: 0, onEvents: heard.add, onFailure: onFatal });
    await store.append({ stream: 'task-1', expected: 'no-stream', events: newEvents(1) });
    await heard.until(1);
    fillDisk(database);
    const full = newEvents(100, { data: { text: 'x'.repeat(10_000) } });
    const appends = await Promise.allSettled([
      store.append({ stream: 'task-2', expected: 'no-stream', events: newEvents(1) }),
      store.append({ stream: 'task-3', expected: 'no-stream', events: full }),
    ]);
    expect(appends.map((one) => one.status)).toEqual(['rejected', 'rejected']);
    expect(fatal.items).toMatchObject([{ code: 'disk-full' }]);
    const later = store.append({ stream: 'task-4', expected: 'no-stream', events: newEvents(1) });
    await expect(later).rejects.toMatchObject({ code: 'disk-full' });
    await subscription.close();
    await store.close();
    database.close();
    expect(heard.items).toHaveLength(1);
    expect(fatal.items).toHaveLength(1);
    expect(await eventsInFile()).toBe(1);
  });
});

describe('a value that SQLite would change', () => {
  it.each([
    ['true', JSON.parse('true') as SqlValue],
    ['an object', JSON.parse('{}') as SqlValue],
    ['not a number', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['text with NUL', 'a\0b'],
    ['half a surrogate pair', '\ud800'],
  ])('is refused before the driver sees it: %s', (_, value) => {
    const database = openSqliteDatabase(path);
    database.exec('CREATE TABLE things (thing)');
    const insert = database.prepare('INSERT INTO things VALUES (?)');
    expect(() => insert.run([value])).toThrow(expect.objectContaining({ code: 'invalid-message' }));
    expect(database.prepare('SELECT * FROM things').all([])).toEqual([]);
    database.close();
  });

  it.each([['a text'], [1.5], [2 ** 40], [null], ['\u{1f9ea}']])('is not %s', (value) => {
    const database = openSqliteDatabase(path);
    database.exec('CREATE TABLE things (thing)');
    database.prepare('INSERT INTO things VALUES (?)').run([value]);
    expect(database.prepare('SELECT * FROM things').all([])).toEqual([{ thing: value }]);
    database.close();
  });
});

describe('after close', () => {
  it('nothing reaches the file any more, not even through a statement of before', async () => {
    const database = openSqliteDatabase(path);
    database.exec('CREATE TABLE things (thing)');
    const insert = database.prepare('INSERT INTO things VALUES (?)');
    database.close();
    const closed = 'was used after it was closed';
    expect(() => insert.run([1])).toThrow(closed);
    expect(() => database.exec('DELETE FROM things')).toThrow(closed);
    database.close();
  });
});

async function writeNewerFormat(): Promise<void> {
  const database = openSqliteDatabase(path);
  database.exec('PRAGMA user_version = 1000');
  database.close();
}

/** No page more than there is: SQLite says that the disk is full. */
function fillDisk(database: { exec(sql: string): void }): void {
  database.exec('PRAGMA max_page_count = 1');
}

async function eventsInFile(): Promise<number> {
  const database = openLogDatabase(path, { onFatal });
  const store = createSqliteEventStore(database);
  const head = await store.head();
  await store.close();
  database.close();
  return head;
}

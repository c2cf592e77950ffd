/** A damaged log is refused, what can be read of it is told, and a repair saves just that. */
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { newEvents } from '@atms/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { surveyLog } from './log-damage.ts';
import { lockLog } from './log-lock.ts';
import { openLogDatabase } from './open-log-database.ts';
import { type RepairedLog, repairLog } from './repair-log.ts';
import { openSqliteDatabase } from './sqlite-database.ts';
import { createSqliteEventStore } from './sqlite-event-store.ts';

const eventCount = 2_000;
const at = '2030-01-01T00:00:00.000Z';
let folder = '';
let path = '';
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'atms-damage-'));
  path = join(folder, 'log.db');
  const database = openLogDatabase(path, { onFatal });
  const store = createSqliteEventStore(database);
  const stream = 'task-1';
  for (let at = 0; at < eventCount; at += 100) {
    const events = newEvents(100, { data: { text: 'x'.repeat(100) } });
    await store.append({ stream, expected: at === 0 ? 'no-stream' : at - 1, events });
  }
  database.prepare('INSERT INTO cursors VALUES (?, ?)').run(['queue__task-manager', 1_900]);
  await store.close();
  database.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

function onFatal(error: unknown): never {
  throw error;
}

function change(sql: string): void {
  const database = openSqliteDatabase(path);
  database.exec(sql);
  database.close();
}

/** In the middle of the file, which is the middle of the log: it grows at its end. */
function overwrite(): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(20_000, 0xa5), 0, 20_000, Math.floor(statSync(path).size / 2));
  closeSync(file);
}

async function repair(): Promise<RepairedLog> {
  const lock = lockLog(folder);
  try {
    return await repairLog(lock, { at });
  } finally {
    lock.release();
  }
}

async function whatIsReadTo(): Promise<number> {
  const database = openLogDatabase(path, { onFatal });
  const store = createSqliteEventStore(database);
  try {
    let after = 0;
    for (;;) {
      const events = await store.readAll({ after, limit: 500 });
      if (events.length === 0) return after;
      after = events.at(-1)?.position ?? after;
    }
  } finally {
    await store.close();
    database.close();
  }
}

describe('a damaged log', () => {
  it.each([
    ['bytes in its middle overwritten', overwrite],
    ['its end cut off', () => truncateSync(path, Math.floor(statSync(path).size * 0.6))],
    ['an event missing', () => change('DELETE FROM events WHERE position = 1001')],
    [
      'a stream with a gap',
      () => change('UPDATE events SET revision = 5000 WHERE position = 1001'),
    ],
    [
      'an event that is no JSON',
      () => change(`UPDATE events SET data = '{' WHERE position = 1001`),
    ],
    ['nothing in it that is a database', () => writeFileSync(path, 'no database'.repeat(500))],
  ])('with %s is refused by name, and repaired up to there', async (_, damage) => {
    damage();
    const refusal = await whatIsReadTo().catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'log-damaged' });
    const survey = surveyLog(path);
    expect(survey.fault).toBeDefined();
    expect(survey.readable).toBeLessThan(eventCount);
    expect(String(refusal)).toContain('doctor --repair');
    const { readable, keptAs = '' } = await repair();
    expect(readable).toBe(survey.readable);
    expect(await whatIsReadTo()).toBe(readable);
    expect(surveyLog(keptAs)).toEqual(survey);
    expect(readdirSync(folder).toSorted()).toEqual([
      'log.db',
      'log.db.damaged-2030-01-01T00-00-00-000Z',
      'log.lock',
    ]);
  });

  it('is saved up to the page that is damaged, not less', () => {
    overwrite();
    expect(surveyLog(path).readable).toBeGreaterThan(eventCount / 4);
  });

  it('takes along what SQLite had beside it and could not read: it would spoil the new file', async () => {
    writeFileSync(path, 'no database'.repeat(500));
    writeFileSync(`${path}-wal`, 'no log of a database');
    const { keptAs = '' } = await repair();
    const names = ['log.db', basename(keptAs), `${basename(keptAs)}-wal`, 'log.lock'];
    expect(readdirSync(folder).toSorted()).toEqual(names);
  });

  it('gives its cursors to nobody: what a consumer decided may be lost with what came later', async () => {
    change('DELETE FROM events WHERE position = 1001');
    await repair();
    const database = openSqliteDatabase(path);
    expect(database.prepare('SELECT * FROM cursors').all([])).toEqual([]);
    database.close();
  });

  it('is one that is empty although read models were made of it', async () => {
    truncateSync(path, 0);
    writeFileSync(join(folder, 'read.db'), 'some');
    expect(() => openLogDatabase(path, { onFatal })).toThrow(
      expect.objectContaining({ code: 'log-damaged' }),
    );
    expect((await repair()).readable).toBe(0);
    openLogDatabase(path, { onFatal }).close();
  });

  it('is not one that is whole, and not one of a newer format: that is never repaired', async () => {
    expect(surveyLog(path)).toEqual({ readable: eventCount });
    change('PRAGMA user_version = 1000');
    await expect(repair()).rejects.toThrow('has format 1000');
    expect(readdirSync(folder).toSorted()).toEqual(['log.db', 'log.lock']);
  });

  it('is not repaired under somebody who has it open', async () => {
    const database = openLogDatabase(path, { onFatal });
    await expect(repair()).rejects.toThrow(
      expect.objectContaining({ code: 'data-directory-held' }),
    );
    database.close();
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGathering, newEvents, testSourceOf } from '@atms/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLineLogger } from '../lifecycle/index.ts';
import { lookThrough } from './look-through.ts';
import { openEmbedded } from './open-embedded.ts';
import { openLogDatabase } from './open-log-database.ts';
import { createSqliteEventStore } from './sqlite-event-store.ts';

let folder = '';
const file = () => join(folder, 'log.db');
const onFatal = (error: unknown) => {
  throw error;
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atms-look-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** A log of 2,500 events, of which one may be damaged. */
async function logOf(damaged?: number) {
  const database = openLogDatabase(file(), { onFatal });
  const store = createSqliteEventStore(database);
  await store.append({ stream: 'task-1', expected: 'no-stream', events: newEvents(2_500) });
  await store.close();
  if (damaged !== undefined) {
    database.prepare('UPDATE events SET data = ? WHERE position = ?').run(['{"torn', damaged]);
  }
  database.close();
}

async function found(): Promise<readonly unknown[]> {
  const database = openLogDatabase(file(), { onFatal });
  const damages = createGathering<unknown>();
  await lookThrough(database, { upTo: 2_500, onDamage: damages.add }).done;
  database.close();
  return damages.items;
}

describe('a look through the log', () => {
  it('finds nothing in one that is whole', async () => {
    await logOf();
    expect(await found()).toEqual([]);
  });

  it.each([1, 1_000, 1_001, 2_500])('finds the damage of event %d', async (position) => {
    await logOf(position);
    expect(await found()).toMatchObject([{ code: 'log-damaged' }]);
  });

  it('ends the process that has begun to work on such a log', async () => {
    await logOf(3);
    const fatal = createGathering<unknown>();
    const platform = await openEmbedded({
      dataDirectory: folder,
      sourceOf: testSourceOf,
      log: createLineLogger({ level: 'silent', write: () => {} }),
      onFatal: fatal.add,
    });
    await fatal.untilThat((errors) => errors.length > 0);
    expect(fatal.items).toMatchObject([{ code: 'log-damaged' }]);
    await platform.close();
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createMemoryEventStore,
  type EventStore,
  type Projection,
  type ProjectionRun,
  type RecordedEvent,
  type RowOf,
  type TableDefinition,
} from '@atms/eventsourcing';
import * as fc from 'fast-check';
import { Kysely } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openReadModels, type ReadModels } from './read-models.ts';

const facts = {
  name: 'facts',
  key: ['position', 'writer'],
  columns: { position: 'integer', writer: 'text', text: 'text?' },
} as const satisfies TableDefinition;

const totals = {
  name: 'totals',
  key: ['name'],
  columns: { name: 'text', seen: 'integer', note: 'text?' },
  indexes: [['seen']],
} as const satisfies TableDefinition;

interface Tables {
  facts: RowOf<typeof facts>;
  totals: RowOf<typeof totals>;
}

/** The name of the writer stands in its rows: an event that two replicas wrote has two rows. */
function projectionOf(writer: string, version = 1): Projection {
  return {
    name: 'facts',
    version,
    tables: [facts, totals],
    project: ({ position, data }) => [
      { kind: 'append', table: 'facts', row: { position, writer, text: String(data) } },
      { kind: 'upsert', table: 'totals', row: { name: 'all', seen: position, note: null } },
    ],
  };
}

let folder = '';
const opened: ReadModels[] = [];
const runs: ProjectionRun[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atms-read-models-'));
});

afterEach(async () => {
  await closeAll();
  await rm(folder, { recursive: true, force: true });
});

async function closeAll(): Promise<void> {
  for (const run of runs.splice(0)) await run.close();
  for (const readModels of opened.splice(0)) await readModels.close();
}

async function open(): Promise<ReadModels> {
  const readModels = await openReadModels({ file: join(folder, 'data', 'read.db') });
  opened.push(readModels);
  return readModels;
}

async function run(
  readModels: ReadModels,
  store: EventStore,
  projection = projectionOf('one'),
): Promise<ProjectionRun> {
  const onFailure = (error: unknown) => failures.push(error);
  const started = await readModels.run({ projection, store, onFailure });
  runs.push(started);
  return started;
}

const failures: unknown[] = [];

async function append(store: EventStore, count: number, text = 'x'): Promise<number> {
  const head = await store.head();
  const events = Array.from({ length: count }, (_, index) => newEvent(head + index, text));
  const expected = head === 0 ? 'no-stream' : head - 1;
  return (await store.append({ stream: 'fact-1', expected, events })).position;
}

function newEvent(index: number, data: unknown) {
  const metadata = { commandId: 'c', correlationId: 'w', time: '2030-01-01T00:00:00.000Z' };
  return { eventId: `e${index}`, type: 'fact.seen', data, metadata };
}

const rowsOf = (readModels: ReadModels, table: 'facts' | 'totals' = 'facts') =>
  new Kysely<Tables>({ dialect: readModels.dialect }).selectFrom(table).selectAll().execute();

describe('read models', () => {
  it('hold everything that was in the log once they run, and what comes after', async () => {
    const store = createMemoryEventStore();
    await append(store, 3);
    const readModels = await open();
    const started = await run(readModels, store);
    expect(started.position()).toBe(3);
    await started.reached(await append(store, 2));
    expect(await rowsOf(readModels)).toHaveLength(5);
    expect(await rowsOf(readModels, 'totals')).toEqual([{ name: 'all', seen: 5, note: null }]);
  });

  it('hold for whoever asks what was in the log before the question, although they are written in portions', async () => {
    const store = createMemoryEventStore();
    const readModels = await open();
    await run(readModels, store);
    for (let count = 1; count <= 20; count++) {
      await append(store, 1);
      // Subscribers hear of it in this turn of the event loop, a client's question comes in another.
      await new Promise(setImmediate);
      expect(await rowsOf(readModels)).toHaveLength(count);
    }
  });

  it('go on from their checkpoint after a restart', async () => {
    const store = createMemoryEventStore();
    await append(store, 3);
    await run(await open(), store, projectionOf('before'));
    await closeAll();
    await append(store, 2);
    const readModels = await open();
    await run(readModels, store, projectionOf('after'));
    const writers = (await rowsOf(readModels)).map((row) => 'writer' in row && row.writer);
    expect(writers).toEqual(['before', 'before', 'before', 'after', 'after']);
  });

  it('are filled anew after the file was deleted or damaged', async () => {
    const store = createMemoryEventStore();
    await append(store, 3);
    await run(await open(), store, projectionOf('before'));
    await closeAll();
    await writeFile(
      join(folder, 'data', 'read.db'),
      'this is no database, though it is long enough to be read',
    );
    const readModels = await open();
    await run(readModels, store, projectionOf('after'));
    expect(await rowsOf(readModels)).toMatchObject([
      { writer: 'after' },
      { writer: 'after' },
      { writer: 'after' },
    ]);
  });

  it('are filled anew by another version of their projection', async () => {
    const store = createMemoryEventStore();
    await append(store, 3);
    await run(await open(), store, projectionOf('v1', 1));
    await closeAll();
    const readModels = await open();
    await run(readModels, store, projectionOf('v2', 2));
    const writers = (await rowsOf(readModels)).map((row) => 'writer' in row && row.writer);
    expect(writers).toEqual(['v2', 'v2', 'v2']);
  });

  it('are filled anew when the log is another one than they were made of', async () => {
    const before = createMemoryEventStore();
    await append(before, 5, 'old');
    await run(await open(), before);
    await closeAll();
    const store = createMemoryEventStore();
    await append(store, 2, 'new');
    const readModels = await open();
    await run(readModels, store);
    expect(await rowsOf(readModels)).toMatchObject([{ text: 'new' }, { text: 'new' }]);
  });

  it('keep what SQLite would lose as a mark that something was there', async () => {
    const store = createMemoryEventStore();
    await append(store, 1, `a${String.fromCharCode(0)}b`);
    const readModels = await open();
    await run(readModels, store);
    expect(await rowsOf(readModels)).toMatchObject([{ text: 'a\u{fffd}b' }]);
  });

  it('cannot be written by a query', async () => {
    const readModels = await open();
    await run(readModels, createMemoryEventStore());
    const db = new Kysely<Tables>({ dialect: readModels.dialect });
    const row = { position: 1, writer: 'me', text: null };
    const insert = db.insertInto('facts').values(row).execute();
    await expect(insert).rejects.toMatchObject({ code: 'read-only' });
    expect(await rowsOf(readModels)).toEqual([]);
  });

  it('refuse a second holder of the file', async () => {
    await open();
    await expect(open()).rejects.toMatchObject({ code: 'data-directory-held' });
  });

  it('stop at a projection that fails, write nothing of its batch, and tell who waits', async () => {
    const store = createMemoryEventStore();
    const readModels = await open();
    const projection = projectionOf('one');
    const project = (event: RecordedEvent) => {
      if (event.data === 'bad') throw new Error('cannot take this in');
      return projection.project(event);
    };
    const started = await run(readModels, store, { ...projection, project });
    await started.reached(await append(store, 1, 'good'));
    const last = await append(store, 1, 'bad');
    await expect(started.reached(last)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(started.reached(last + 1)).rejects.toMatchObject({ code: 'unavailable' });
    expect(failures.splice(0)).toMatchObject([{ message: 'cannot take this in' }]);
    expect(await rowsOf(readModels)).toHaveLength(1);
    expect(started.position()).toBe(1);
  });

  it('end the run of a version that another one has replaced', async () => {
    const store = createMemoryEventStore();
    const readModels = await open();
    const old = await run(readModels, store, projectionOf('v1', 1));
    const young = await run(readModels, store, projectionOf('v2', 2));
    const last = await append(store, 2);
    await young.reached(last);
    await expect(old.reached(last)).rejects.toMatchObject({ code: 'unavailable' });
    expect(failures.splice(0)).toMatchObject([{ code: 'projection-superseded' }]);
    expect(await rowsOf(readModels)).toMatchObject([{ writer: 'v2' }, { writer: 'v2' }]);
  });
});

describe('two replicas over one file', () => {
  it('write the changes of every event once, in whatever portions the log grows', async () => {
    const portions = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(portions, async (sizes) => {
        const store = createMemoryEventStore();
        const readModels = await open();
        const replicas = [
          await run(readModels, store, projectionOf('one')),
          await run(readModels, store, projectionOf('two')),
        ];
        for (const size of sizes) await append(store, size);
        const head = await store.head();
        await Promise.all(replicas.map((replica) => replica.reached(head)));
        const positions = (await rowsOf(readModels)).map(
          (row) => 'position' in row && row.position,
        );
        expect(positions).toEqual(Array.from({ length: head }, (_, index) => index + 1));
        await closeAll();
        await rm(join(folder, 'data'), { recursive: true });
      }),
      { numRuns: 20 },
    );
    expect(failures).toEqual([]);
  });
});

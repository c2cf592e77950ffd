import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Projection, RowChange, TableDefinition } from '@atms/eventsourcing';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRowChangeStatements } from './projection-sql.ts';
import { createProjectionWriter, type ProjectionWriter } from './projection-writer.ts';
import { openSqliteDatabase, type SqliteDatabase } from './sqlite-database.ts';

const works = {
  name: 'works',
  key: ['taskId', 'attempt'],
  columns: { taskId: 'text', attempt: 'integer', stage: 'integer', state: 'text?' },
} as const satisfies TableDefinition;

const projection: Projection = { name: 'p', version: 1, tables: [works], project: () => [] };

const taskId = fc.constantFrom('one', 'two', 'a\u{0}b');
const small = fc.nat(2);
const state = fc.constantFrom('ready', 'running', null);
const row = fc.record({ taskId, attempt: small, stage: small, state });
const key = fc.oneof(
  fc.record({ taskId, attempt: small }),
  fc.record({ taskId, attempt: small, state }),
  fc.record({ taskId, state }),
);
const set = fc.oneof(fc.record({ state }), fc.record({ stage: small, state }));
const change: fc.Arbitrary<RowChange> = fc.oneof(
  row.map((one): RowChange => ({ kind: 'append', table: 'works', row: one })),
  row.map((one): RowChange => ({ kind: 'upsert', table: 'works', row: one })),
  fc.record({ key, set }).map((one): RowChange => ({ kind: 'update', table: 'works', ...one })),
  fc.record({ key, set, stage: small }).map(({ stage, ...one }): RowChange => {
    return { kind: 'update', table: 'works', ...one, atMost: { stage } };
  }),
);

let folder = '';
const open: SqliteDatabase[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atms-row-buffer-'));
});

afterEach(async () => {
  for (const database of open.splice(0)) database.close();
  await rm(folder, { recursive: true, force: true });
});

async function openTables(name: string) {
  const database = openSqliteDatabase(join(folder, name));
  database.exec('PRAGMA synchronous = OFF');
  open.push(database);
  const writer = createProjectionWriter(database, projection);
  await writer.prepare();
  return { database, writer };
}

const rowsIn = (database: SqliteDatabase) =>
  database.prepare('SELECT * FROM works ORDER BY taskId, attempt').all([]);

/** One statement for each change, as the tables' words have it. */
function carryOut(database: SqliteDatabase, changes: readonly RowChange[]): void {
  const statementOf = createRowChangeStatements(new Map([['works', works.key]]));
  for (const one of changes) {
    const { sql, values } = statementOf(one);
    database
      .prepare(sql)
      .run(values.map((value) => (String(value) === 'a\0b' ? 'a\u{fffd}b' : value)));
  }
}

async function writeBatches(
  writers: readonly ProjectionWriter[],
  batches: readonly (readonly RowChange[])[],
): Promise<void> {
  let from = 0;
  for (const [index, changes] of batches.entries()) {
    const to = from + 1;
    const [first, second] = index % 3 === 2 ? [...writers].reverse() : writers;
    expect(await first?.write({ from, to, changes })).toBe(to);
    // The other replica read the same events and comes too late.
    expect(await (second ?? first)?.write({ from, to, changes })).toBe(to);
    from = to;
  }
}

describe('rows that are written once per transaction', () => {
  it('are what each change by itself would have left, however they are divided and whoever writes', async () => {
    const buffered = await openTables('buffered.db');
    const other = createProjectionWriter(buffered.database, projection);
    const plain = await openTables('plain.db');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(change, { maxLength: 12 }), { maxLength: 8 }),
        async (batches) => {
          await buffered.writer.reset();
          await other.reset();
          plain.database.exec('DELETE FROM works');
          await writeBatches([buffered.writer, other], batches);
          carryOut(plain.database, batches.flat());
          expect(rowsIn(buffered.database)).toEqual(rowsIn(plain.database));
        },
      ),
      { numRuns: 300 },
    );
  });
});

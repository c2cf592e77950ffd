import { describe, expect, it } from 'vitest';
import { createRowChangeStatements, createTableStatements } from './projection-sql.ts';

const statement = createRowChangeStatements(new Map([['tasks', ['taskId']]]));

describe('the statement of a row change', () => {
  it('appends and leaves a row that is there', () => {
    const row = { taskId: 'T1', state: 'ready' };
    expect(statement({ kind: 'append', table: 'tasks', row })).toEqual({
      sql: 'INSERT INTO "tasks" ("taskId", "state") VALUES (?, ?) ON CONFLICT DO NOTHING',
      values: ['T1', 'ready'],
    });
  });

  it('upserts every column but the key', () => {
    const row = { taskId: 'T1', state: 'ready', note: null };
    expect(statement({ kind: 'upsert', table: 'tasks', row }).sql).toBe(
      'INSERT INTO "tasks" ("taskId", "state", "note") VALUES (?, ?, ?) ON CONFLICT ("taskId")' +
        ' DO UPDATE SET "state" = excluded."state", "note" = excluded."note"',
    );
  });

  it('updates what equals the key, null too, and is within the bounds', () => {
    const change = {
      kind: 'update',
      table: 'tasks',
      key: { taskId: 'T1', endedAt: null },
      set: { state: 'ready' },
      atMost: { stage: 2 },
    } as const;
    expect(statement(change)).toEqual({
      sql: 'UPDATE "tasks" SET "state" = ? WHERE "taskId" = ? AND "endedAt" IS NULL AND "stage" <= ?',
      values: ['ready', 'T1', 2],
    });
  });

  it('of the same columns differs when one of them is null', () => {
    const change = { kind: 'update', table: 'tasks', set: { state: 'ready' } } as const;
    const sqlOf = (endedAt: string | null) => statement({ ...change, key: { endedAt } }).sql;
    expect([sqlOf('now'), sqlOf(null), sqlOf('then')]).toEqual([
      'UPDATE "tasks" SET "state" = ? WHERE "endedAt" = ?',
      'UPDATE "tasks" SET "state" = ? WHERE "endedAt" IS NULL',
      'UPDATE "tasks" SET "state" = ? WHERE "endedAt" = ?',
    ]);
  });

  it('quotes whatever a name holds', () => {
    const row = { 'a"b': 1 };
    expect(statement({ kind: 'append', table: 'x"y', row }).sql).toContain('INTO "x""y" ("a""b")');
  });
});

describe('the tables of a projection', () => {
  it('have a key, columns that may be null only where it is said, and indexes', () => {
    const table = {
      name: 'tasks',
      key: ['taskId'],
      columns: { taskId: 'text', attempt: 'integer', costUsd: 'real?' },
      indexes: [['attempt']],
    } as const;
    expect(createTableStatements([table])).toEqual([
      'create table "tasks" ("taskId" text not null, "attempt" integer not null, "costUsd" double precision,' +
        ' constraint "tasks_key" primary key ("taskId"))',
      'create index "tasks_by_attempt" on "tasks" ("attempt")',
    ]);
  });
});

import type { ColumnType, Row, RowChange, TableDefinition } from '@atms/eventsourcing';
import {
  type CompiledQuery,
  type CreateTableBuilder,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { SqlValue } from './sqlite-database.ts';

/** The text is the same for all changes of the same shape, so that it is prepared once. */
export interface RowChangeStatement {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** `keys`: the key columns of each table. Texts are made once for each shape of a change. */
export function createRowChangeStatements(
  keys: ReadonlyMap<string, readonly string[]>,
): (change: RowChange) => RowChangeStatement {
  const texts = new Map<string, string>();
  return (change) => {
    const shape = shapeOf(change);
    const sql = texts.get(shape) ?? textOf(change, keys.get(change.table) ?? []);
    texts.set(shape, sql);
    return { sql, values: valuesOf(change) };
  };
}

/** Two changes of one shape differ in values alone. */
function shapeOf(change: RowChange): string {
  const { kind, table } = change;
  if (kind !== 'update') return `${kind}\n${table}\n${columnsIn(change.row)}`;
  const { key, set, atMost = {} } = change;
  return `${kind}\n${table}\n${columnsIn(key)}\n${columnsIn(set)}\n${columnsIn(atMost)}`;
}

/** The columns, each with a mark when it is null: NULL equals nothing in SQL. */
function columnsIn(row: Row): string {
  let text = '';
  for (const column in row) text += row[column] === null ? `${column}?,` : `${column},`;
  return text;
}

function valuesOf(change: RowChange): readonly Row[string][] {
  if (change.kind !== 'update') return Object.values(change.row);
  const { key, set, atMost = {} } = change;
  const keyValues = Object.values(key).filter((value) => value !== null);
  return [...Object.values(set), ...keyValues, ...Object.values(atMost)];
}

function textOf(change: RowChange, key: readonly string[]): string {
  switch (change.kind) {
    case 'append':
      return insert(change.table, change.row, 'ON CONFLICT DO NOTHING');
    case 'upsert':
      return insert(change.table, change.row, onConflictUpdate(change.row, key));
    case 'update':
      return update(change);
  }
}

function insert(table: string, row: Row, onConflict: string): string {
  const columns = Object.keys(row);
  const places = columns.map(() => '?').join(', ');
  return `INSERT INTO ${quoted(table)} (${columns.map(quoted).join(', ')}) VALUES (${places}) ${onConflict}`;
}

function onConflictUpdate(row: Row, key: readonly string[]): string {
  const rest = Object.keys(row).filter((column) => !key.includes(column));
  if (rest.length === 0) return 'ON CONFLICT DO NOTHING';
  const set = rest.map((column) => `${quoted(column)} = excluded.${quoted(column)}`);
  return `ON CONFLICT (${key.map(quoted).join(', ')}) DO UPDATE SET ${set.join(', ')}`;
}

function update(change: Extract<RowChange, { kind: 'update' }>): string {
  const { key, set, atMost = {} } = change;
  const assignments = Object.keys(set).map((column) => `${quoted(column)} = ?`);
  // NULL equals nothing in SQL; a key with null means the rows that have none.
  const equal = Object.entries(key).map(([column, value]) =>
    value === null ? `${quoted(column)} IS NULL` : `${quoted(column)} = ?`,
  );
  const bounds = Object.keys(atMost).map((column) => `${quoted(column)} <= ?`);
  const where = [...equal, ...bounds].join(' AND ');
  return `UPDATE ${quoted(change.table)} SET ${assignments.join(', ')} WHERE ${where}`;
}

/** Text from outside may hold what SQLite cannot keep; a read model shows a mark in its place. */
export function storable(row: Row): Row {
  let changed: Record<string, Row[string]> | undefined;
  for (const column in row) {
    const value = row[column];
    if (typeof value !== 'string' || !mayBeUnstorable.test(value)) continue;
    changed ??= { ...row };
    changed[column] = value.replace(unstorable, '\u{fffd}');
  }
  return changed ?? row;
}

const mayBeUnstorable = /[\0\ud800-\udfff]/;
const unstorable = /\0|\p{Surrogate}/gu;

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** What makes the tables of a projection, in order. */
export function createTableStatements(tables: readonly TableDefinition[]): readonly string[] {
  return tables.flatMap((table) => [createTable(table), ...createIndexes(table)]);
}

/** The row with a key. */
export function selectRowStatement(table: string, key: readonly string[]): string {
  const where = key.map((column) => `${quoted(column)} = ?`).join(' AND ');
  return `SELECT * FROM ${quoted(table)} WHERE ${where}`;
}

export function dropTableStatement(table: string): string {
  return compiler.schema.dropTable(table).ifExists().compile().sql;
}

/** Compiles and never runs. */
const compiler = new Kysely<Record<string, Record<string, unknown>>>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

function createTable(table: TableDefinition): string {
  let builder: CreateTableBuilder<string, string> = compiler.schema.createTable(table.name);
  for (const [column, type] of Object.entries(table.columns)) {
    builder = builder.addColumn(column, sqlType(type), (definition) =>
      type.endsWith('?') ? definition : definition.notNull(),
    );
  }
  return sqlOf(builder.addPrimaryKeyConstraint(`${table.name}_key`, [...table.key]).compile());
}

function createIndexes(table: TableDefinition): readonly string[] {
  return (table.indexes ?? []).map((columns) =>
    sqlOf(
      compiler.schema
        .createIndex(`${table.name}_by_${columns.join('_')}`)
        .on(table.name)
        .columns([...columns])
        .compile(),
    ),
  );
}

/** With 64 bits; and a key that is an `integer` is the table's own order, which spares an index. */
function sqlType(type: ColumnType): 'text' | 'integer' | 'double precision' {
  if (type.startsWith('text')) return 'text';
  return type.startsWith('integer') ? 'integer' : 'double precision';
}

function sqlOf(query: CompiledQuery): string {
  return query.sql;
}

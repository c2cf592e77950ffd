/**
 * Rows that were changed lately, so that one that changes several times within a transaction is written once.
 *
 * Owns: copies of rows as the tables have them, and what was changed in them since the last flush.
 * Does not own: the tables, and the transaction.
 *
 * 1. After `flush` the tables hold what carrying out each change by itself, in order, would have left.
 * 2. A copy is kept only of a row of which every column is known.
 * 3. It is right only as long as nobody else writes: whoever finds that somebody did, or rolls back, forgets it all.
 */
import type { Row, RowChange, TableDefinition } from '@atms/eventsourcing';
import { storable } from './projection-sql.ts';

export interface RowBuffer {
  apply(change: RowChange): void;
  flush(): void;
  forget(): void;
}

export interface RowBufferOptions {
  readonly tables: readonly TableDefinition[];
  /** Carries a change out. @returns how many rows it touched. */
  readonly execute: (change: RowChange) => number;
  /** The row with this key, if there is one. */
  readonly select: (table: TableDefinition, key: readonly Row[string][]) => Row | undefined;
}

type Update = Extract<RowChange, { kind: 'update' }>;

interface Copy {
  readonly row: Record<string, Row[string]>;
  readonly changed: Set<string>;
}

interface Buffered {
  readonly definition: TableDefinition;
  readonly columnCount: number;
  readonly copies: Map<string, Copy>;
  readonly changed: Set<Copy>;
  /** Of a table that is only ever appended to no copies are kept. */
  isUpdated: boolean;
}

/** Of each table, between two transactions. */
const keptCopies = 2_000;

export function createRowBuffer(options: RowBufferOptions): RowBuffer {
  const buffers = new Map(options.tables.map((table) => [table.name, emptyBuffer(table)]));
  const use = (change: RowChange) => {
    const buffer = buffers.get(change.table);
    if (buffer === undefined) options.execute(change);
    else if (change.kind === 'update') applyUpdate(options, buffer, change);
    else applyRow(options, buffer, change);
  };
  return {
    apply: (change) => use(storableChange(change)),
    flush() {
      for (const buffer of buffers.values()) {
        flushBuffer(options, buffer);
        trim(buffer);
      }
    },
    forget() {
      for (const buffer of buffers.values()) clear(buffer);
    },
  };
}

function emptyBuffer(definition: TableDefinition): Buffered {
  const columnCount = Object.keys(definition.columns).length;
  const nothing = { copies: new Map<string, Copy>(), changed: new Set<Copy>() };
  return { definition, columnCount, ...nothing, isUpdated: false };
}

function applyRow(
  { execute }: RowBufferOptions,
  buffer: Buffered,
  change: Exclude<RowChange, Update>,
): void {
  const known = buffer.isUpdated ? copyOf(buffer, change.row) : undefined;
  if (known !== undefined) {
    if (change.kind === 'upsert') assign(buffer, known, change.row);
    return;
  }
  const touched = execute(change);
  const isWhole = Object.keys(change.row).length === buffer.columnCount;
  const isOurs = change.kind === 'upsert' || touched === 1;
  if (buffer.isUpdated && isWhole && isOurs) keep(buffer, change.row);
}

function applyUpdate(options: RowBufferOptions, buffer: Buffered, change: Update): void {
  buffer.isUpdated = true;
  if (!namesOneRow(buffer.definition, change)) {
    flushBuffer(options, buffer);
    clear(buffer);
    options.execute(change);
    return;
  }
  const copy = copyOf(buffer, change.key) ?? load(options, buffer, change.key);
  if (copy !== undefined && applies(copy.row, change)) assign(buffer, copy, change.set);
}

/** Whether the change names a whole key that it leaves as it is, and compares only as JavaScript and SQL both do. */
function namesOneRow({ key }: TableDefinition, change: Update): boolean {
  return (
    key.every((column) => (change.key[column] ?? null) !== null && !(column in change.set)) &&
    Object.values(change.atMost ?? {}).every((bound) => typeof bound === 'number')
  );
}

function applies(row: Row, { key, atMost = {} }: Update): boolean {
  for (const column in key) if (row[column] !== key[column]) return false;
  for (const column in atMost) {
    const value = row[column];
    if (typeof value !== 'number' || value > Number(atMost[column])) return false;
  }
  return true;
}

function assign(buffer: Buffered, copy: Copy, set: Row): void {
  for (const column in set) {
    const value = set[column];
    if (value === undefined || copy.row[column] === value) continue;
    copy.row[column] = value;
    copy.changed.add(column);
    buffer.changed.add(copy);
  }
}

function load({ select }: RowBufferOptions, buffer: Buffered, key: Row): Copy | undefined {
  const values = buffer.definition.key.map((column) => key[column] ?? null);
  const row = select(buffer.definition, values);
  return row === undefined ? undefined : keep(buffer, row);
}

function keep(buffer: Buffered, row: Row): Copy {
  const copy = { row: { ...row }, changed: new Set<string>() };
  buffer.copies.set(nameOf(buffer.definition, row), copy);
  return copy;
}

function copyOf(buffer: Buffered, row: Row): Copy | undefined {
  return buffer.copies.get(nameOf(buffer.definition, row));
}

function nameOf({ key }: TableDefinition, row: Row): string {
  let name = '';
  for (const column of key) name += `${String(row[column])}\n`;
  return name;
}

function flushBuffer({ execute }: RowBufferOptions, { definition, changed }: Buffered): void {
  const { name: table, key } = definition;
  for (const copy of changed) {
    execute({ kind: 'update', table, key: pick(copy.row, key), set: pick(copy.row, copy.changed) });
    copy.changed.clear();
  }
  changed.clear();
}

function pick(row: Row, columns: Iterable<string>): Row {
  const picked: Record<string, Row[string]> = {};
  for (const column of columns) picked[column] = row[column] ?? null;
  return picked;
}

function trim({ copies }: Buffered): void {
  for (const oldest of copies.keys()) {
    if (copies.size <= keptCopies) return;
    copies.delete(oldest);
  }
}

function clear({ copies, changed }: Buffered): void {
  copies.clear();
  changed.clear();
}

/** What is compared here must be what the tables would have been given. */
function storableChange(change: RowChange): RowChange {
  if (change.kind !== 'update') return { ...change, row: storable(change.row) };
  return { ...change, key: storable(change.key), set: storable(change.set) };
}

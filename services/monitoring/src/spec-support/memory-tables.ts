/** Row changes carried out on plain maps: what the runner's SQL must come to. For specs alone. */
import type { Projection, RecordedEvent, Row, RowChange } from '@atms/eventsourcing';
import { readModelProjection } from '../projections/read-model.ts';
import type { ReadTables } from '../projections/tables.ts';
import type { Story } from './story.ts';

type MutableRow = Record<string, string | number | null>;

export interface MemoryTables {
  take(event: RecordedEvent): void;
  rows<Table extends keyof ReadTables>(table: Table): readonly ReadTables[Table][];
}

export function createMemoryTables(projection: Projection = readModelProjection): MemoryTables {
  const tables = new Map<string, Map<string, MutableRow>>();
  const keys = new Map(projection.tables.map(({ name, key }) => [name, key]));
  for (const { name } of projection.tables) tables.set(name, new Map());
  const apply = (change: RowChange) => {
    const rows = tables.get(change.table) ?? new Map<string, MutableRow>();
    if (change.kind === 'update') return update(rows, change);
    const key = (keys.get(change.table) ?? []).map((column) => change.row[column]).join('/');
    const known = rows.get(key);
    if (known === undefined) rows.set(key, { ...change.row });
    else if (change.kind === 'upsert') Object.assign(known, change.row);
  };
  return {
    take: (event) => projection.project(event).forEach(apply),
    rows: <Table extends keyof ReadTables>(table: Table) => {
      const rows: unknown = [...(tables.get(table)?.values() ?? [])];
      return rows as readonly ReadTables[Table][];
    },
  };
}

function update(
  rows: Map<string, MutableRow>,
  { key, set, atMost = {} }: Extract<RowChange, { kind: 'update' }>,
): void {
  for (const row of rows.values()) {
    if (matches(row, key) && withinBounds(row, atMost)) Object.assign(row, set);
  }
}

function matches(row: MutableRow, key: Row): boolean {
  return Object.entries(key).every(([column, value]) => row[column] === value);
}

function withinBounds(row: MutableRow, atMost: Row): boolean {
  return Object.entries(atMost).every(([column, bound]) => {
    const value = row[column] ?? null;
    return value !== null && bound !== null && value <= bound;
  });
}

/** The tables after a story. */
export function tablesAfter(story: Story): MemoryTables {
  const tables = createMemoryTables();
  for (const event of story.events) tables.take(event);
  return tables;
}

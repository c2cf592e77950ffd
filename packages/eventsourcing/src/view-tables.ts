/** All that a view has folded: a snapshot takes it out and puts it back in place. */
export interface ViewTables {
  readonly [name: string]: Map<unknown, unknown> | Set<unknown> | ViewTables;
}

/**
 * Puts what a snapshot holds into the tables of views that have seen nothing yet.
 * @returns false, with nothing changed, when it holds other tables than these.
 */
export function restoreTables(tables: readonly ViewTables[], kept: unknown): boolean {
  const pairs = tables.flatMap((one, index) => pairsOf(one, memberOf(kept, index)));
  if (!pairs.every(isPair)) return false;
  for (const { table, rows } of pairs) fill(table, rows);
  return true;
}

type Table = Map<unknown, unknown> | Set<unknown>;

interface Found {
  readonly table: Table;
  readonly rows: unknown;
}

function pairsOf(tables: ViewTables, kept: unknown): readonly Found[] {
  return Object.entries(tables).flatMap(([name, table]) => {
    const rows = memberOf(kept, name);
    return isTable(table) ? [{ table, rows }] : pairsOf(table, rows);
  });
}

function isPair(found: Found): found is Found & { readonly rows: Table } {
  const { table, rows } = found;
  return isTable(rows) && rows instanceof Map === table instanceof Map;
}

function memberOf(kept: unknown, name: string | number): unknown {
  return typeof kept === 'object' && kept !== null ? Reflect.get(kept, name) : undefined;
}

function isTable(value: unknown): value is Table {
  return value instanceof Map || value instanceof Set;
}

function fill(table: Table, rows: Table): void {
  if (table instanceof Map && rows instanceof Map) {
    for (const [key, value] of rows) table.set(key, value);
  }
  if (table instanceof Set && rows instanceof Set) {
    for (const value of rows) table.add(value);
  }
}

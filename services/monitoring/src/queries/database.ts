import { type Dialect, Kysely } from 'kysely';
import type { ReadTables } from '../projections/tables.ts';

export type ReadDatabase = Kysely<ReadTables>;

export function readDatabase(dialect: Dialect): ReadDatabase {
  return new Kysely<ReadTables>({ dialect });
}

/** A column of JSON text that a projection wrote: names, ids, paths. */
export function textList(column: string): readonly string[] {
  return JSON.parse(column) as readonly string[];
}

/**
 * Writes a projection's rows together with its checkpoint.
 *
 * Owns: the projection's tables and its line in `projection_checkpoint`.
 *
 * 1. The rows of a batch and the checkpoint after it are written together or not at all.
 * 2. A batch is written only if the checkpoint stands where the batch begins: of two replicas one writes it.
 * 3. Tables belong to one version of their projection; another version begins with empty tables at position 0.
 */
import { AtmsError, type Projection, type Row, type RowChange } from '@atms/eventsourcing';
import {
  createRowChangeStatements,
  createTableStatements,
  dropTableStatement,
  selectRowStatement,
} from './projection-sql.ts';
import { createRowBuffer, type RowBuffer } from './row-buffer.ts';
import type { SqliteDatabase, SqlStatement } from './sqlite-database.ts';

export interface ProjectionBatch {
  /** The checkpoint that the batch was read after. */
  readonly from: number;
  /** Position of the batch's last event. */
  readonly to: number;
  readonly changes: readonly RowChange[];
}

export interface ProjectionWriter {
  /** Where the tables are now; makes them if need be. */
  prepare(): Promise<number>;
  /** Empties the tables and begins at 0. */
  reset(): Promise<void>;
  /**
   * @returns the checkpoint afterwards: `to`, or where somebody else has moved it meanwhile.
   * @throws AtmsError `projection-superseded` when the tables belong to another version.
   */
  write(batch: ProjectionBatch): Promise<number>;
}

export function createProjectionWriter(
  database: SqliteDatabase,
  projection: Projection,
): ProjectionWriter {
  const keys = new Map(projection.tables.map((table) => [table.name, table.key]));
  const statementOf = createRowChangeStatements(keys);
  const prepared = createStatementCache(database);
  const buffer = createRowBuffer({
    tables: projection.tables,
    execute(change) {
      const { sql, values } = statementOf(change);
      return prepared(sql).run(values);
    },
    select({ name, key }, values) {
      const [row] = prepared(selectRowStatement(name, key)).all(values) as readonly Row[];
      return row;
    },
  });
  const writeRows = (changes: readonly RowChange[]) => {
    for (const change of changes) buffer.apply(change);
    buffer.flush();
  };
  return {
    async prepare() {
      database.exec(createCheckpoints);
      return database.transaction(() => {
        const known = readCheckpoint(database, projection.name);
        if (known?.version === projection.version) return known.position;
        makeTables(database, projection, known);
        return 0;
      });
    },
    async reset() {
      buffer.forget();
      database.transaction(() =>
        makeTables(database, projection, readCheckpoint(database, projection.name)),
      );
    },
    async write({ from, to, changes }) {
      return writeOrRollBack(database, buffer, () => {
        const moves = prepared(moveCheckpoint).all([to, projection.name, projection.version, from]);
        if (moves.length === 0) {
          // Somebody else has written since: the rows are no longer what they were here.
          buffer.forget();
          return positionNow(database, projection);
        }
        writeRows(changes);
        return to;
      });
    },
  };
}

const createCheckpoints = `CREATE TABLE IF NOT EXISTS projection_checkpoint (
  name text PRIMARY KEY, version bigint NOT NULL, position bigint NOT NULL, tables text NOT NULL)`;

const moveCheckpoint = `UPDATE projection_checkpoint SET position = ?
  WHERE name = ? AND version = ? AND position = ? RETURNING position`;

const beginCheckpoint = `INSERT INTO projection_checkpoint (name, version, position, tables) VALUES (?, ?, 0, ?)
  ON CONFLICT (name) DO UPDATE SET version = excluded.version, position = 0, tables = excluded.tables`;

/** What was rolled back is not in the tables. */
function writeOrRollBack(database: SqliteDatabase, buffer: RowBuffer, write: () => number): number {
  try {
    return database.transaction(write);
  } catch (error) {
    buffer.forget();
    throw error;
  }
}

/** There are few shapes of changes, each used for thousands of rows. */
function createStatementCache(database: SqliteDatabase): (sql: string) => SqlStatement {
  const statements = new Map<string, SqlStatement>();
  return (sql) => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
}

function positionNow(database: SqliteDatabase, { name, version }: Projection): number {
  const known = readCheckpoint(database, name);
  if (known?.version === version) return known.position;
  throw new AtmsError(
    'projection-superseded',
    `Version ${version} of the read model ${name} gave way to version ${known?.version ?? 'none'}`,
  );
}

interface Checkpoint {
  readonly version: number;
  readonly position: number;
  readonly tables: readonly string[];
}

function makeTables(
  database: SqliteDatabase,
  projection: Projection,
  old: Checkpoint | undefined,
): void {
  const names = projection.tables.map((table) => table.name);
  for (const table of new Set([...(old?.tables ?? []), ...names])) {
    database.exec(dropTableStatement(table));
  }
  for (const sql of createTableStatements(projection.tables)) database.exec(sql);
  const { name, version } = projection;
  database.prepare(beginCheckpoint).run([name, version, JSON.stringify(names)]);
}

function readCheckpoint(database: SqliteDatabase, name: string): Checkpoint | undefined {
  const sql = 'SELECT version, position, tables FROM projection_checkpoint WHERE name = ?';
  const [row] = database.prepare(sql).all([name]) as {
    readonly version: number;
    readonly position: number;
    readonly tables: string;
  }[];
  if (row === undefined) return undefined;
  return { ...row, tables: JSON.parse(row.tables) as readonly string[] };
}

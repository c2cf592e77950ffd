import { rmSync } from 'node:fs';
import { AtmsError, hasCode, messageOf } from '@atms/eventsourcing';
import {
  type Dialect,
  type Driver,
  type SqliteDatabase as KyselyDatabase,
  SqliteDialect,
  SqliteDriver,
} from 'kysely';
import { openSqliteDatabase, type SqliteDatabase } from './sqlite-database.ts';

/**
 * The file of the read models. It may be deleted or damaged: what is no database is made anew, and the log fills it.
 * @throws AtmsError `data-directory-held` when another process has it.
 */
export function openReadModelDatabase(
  path: string,
  onDamaged: (reason: string) => void = () => {},
): SqliteDatabase {
  try {
    return openRebuildable(path);
  } catch (error) {
    if (!hasCode(error, 'unusable-database')) throw error;
    onDamaged(messageOf(error));
    for (const suffix of ['', '-wal', '-shm', '-journal']) {
      rmSync(`${path}${suffix}`, { force: true });
    }
    return openRebuildable(path);
  }
}

function openRebuildable(path: string): SqliteDatabase {
  const database = openSqliteDatabase(path);
  refuseDamaged(database);
  // A tail that is lost with the power comes again from the log.
  database.exec('PRAGMA synchronous = NORMAL');
  return database;
}

/** A millisecond for each megabyte: little, where everything that is asked is answered from it. */
function refuseDamaged(database: SqliteDatabase): void {
  const said = faultIn(database);
  if (said === 'ok') return;
  database.close();
  throw new AtmsError('unusable-database', `${database.path} is damaged: ${said}`);
}

function faultIn(database: SqliteDatabase): string {
  try {
    const [row] = database.prepare('PRAGMA quick_check(1)').all([]) as { quick_check: string }[];
    return row?.quick_check ?? 'nothing is known of it';
  } catch (error) {
    return messageOf(error);
  }
}

/**
 * The one connection as Kysely wants it, for queries alone, each of which begins after `ready`. Every query runs within
 * one turn of the event loop, so none sees half of a batch; a Kysely that is destroyed closes nothing.
 */
export function queryDialect(database: SqliteDatabase, ready: () => Promise<void>): Dialect {
  const config = { database: readOnly(database) };
  const dialect = new SqliteDialect(config);
  return {
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createDriver: () => readyDriver(new SqliteDriver(config), ready),
  };
}

function readyDriver(driver: Driver, ready: () => Promise<void>): Driver {
  return {
    init: () => driver.init(),
    async acquireConnection() {
      await ready();
      return driver.acquireConnection();
    },
    beginTransaction: (connection, settings) => driver.beginTransaction(connection, settings),
    commitTransaction: (connection) => driver.commitTransaction(connection),
    rollbackTransaction: (connection) => driver.rollbackTransaction(connection),
    releaseConnection: (connection) => driver.releaseConnection(connection),
    destroy: () => driver.destroy(),
  };
}

function readOnly(database: SqliteDatabase): KyselyDatabase {
  return {
    close: () => {},
    prepare: (sql) => {
      if (!sql.startsWith('select ')) refuseToWrite();
      const statement = database.prepare(sql);
      return {
        reader: true,
        all: (values) => [...statement.all(values.map(toSqlValue))],
        run: refuseToWrite,
        iterate: refuseToWrite,
      };
    },
  };
}

function refuseToWrite(): never {
  throw new AtmsError('read-only', 'Read models are written by projections alone');
}

function toSqlValue(value: unknown): string | number | null {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  throw new AtmsError('not-bindable', `A query cannot compare with a ${typeof value}: use 0 and 1`);
}

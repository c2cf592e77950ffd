/**
 * One SQLite file, one connection, one holder.
 *
 * Owns: the connection, the kernel's lock on the file, the transaction that is open.
 *
 * 1. Nobody else can open the file while it is held; the lock dies with the process.
 * 2. A transaction that returned is on disk (WAL, synchronous=FULL).
 * 3. Only what SQLite gives back unchanged is bound: libsql ends the process on a boolean, makes NULL of
 *    NaN and undefined, and cuts text at NUL.
 * 4. After `close` every call throws.
 */
import Database from 'libsql';
import { AtmsError, hasCode, InvalidMessage, messageOf } from '@atms/eventsourcing';

export type SqlValue = string | number | bigint | Buffer | null;

export interface SqlStatement {
  /** @returns how many rows were changed. */
  run(values: readonly SqlValue[]): number;
  all(values: readonly SqlValue[]): readonly unknown[];
}

export interface SqliteDatabase {
  readonly path: string;
  prepare(sql: string): SqlStatement;
  exec(sql: string): void;
  /** Carries out `work` in a transaction: all of it, or none when it throws. Not nested. */
  transaction<Result>(work: () => Result): Result;
  close(): void;
}

/** @throws AtmsError `data-directory-held` when another process has it, `unusable-database` when it is none. */
export function openSqliteDatabase(path: string): SqliteDatabase {
  const connection = connect(path);
  let closed = false;
  const open = (): Database.Database => {
    if (closed) throw new AtmsError('database-closed', `${path} was used after it was closed`);
    return connection;
  };
  return {
    path,
    prepare(sql) {
      const statement = open().prepare(sql);
      return {
        run: (values) => {
          open();
          return statement.run(bindable(values)).changes;
        },
        all: (values) => open() && statement.all(bindable(values)),
      };
    },
    exec: (sql) => void open().exec(sql),
    transaction: (work) => inTransaction(path, open(), work),
    close() {
      if (closed) return;
      closed = true;
      release(connection);
    },
  };
}

function connect(path: string): Database.Database {
  let connection: Database.Database | undefined;
  try {
    connection = new Database(path);
    // Before the first access: then WAL needs no shared memory, and the lock is taken once and kept.
    connection.pragma('locking_mode=EXCLUSIVE');
    connection.pragma('journal_mode=WAL');
    connection.pragma('synchronous=FULL');
    // 16 MB: moved into the file in fewer and longer strokes than the 4 MB of the default.
    connection.pragma('wal_autocheckpoint=4000');
    // 32 MB: the 2 MB of the default hold little more than what one batch of rows touches.
    connection.pragma('cache_size=-32000');
    connection.exec('BEGIN IMMEDIATE; COMMIT');
    return connection;
  } catch (error) {
    connection?.close();
    throw connectError(path, error);
  }
}

function connectError(path: string, error: unknown): AtmsError {
  if (hasCode(error, 'SQLITE_BUSY')) {
    return new AtmsError('data-directory-held', `${path} is held by another process`, {
      cause: error,
      fields: { path },
    });
  }
  if (hasCode(error, 'SQLITE_FULL')) return diskFull(path, error);
  return new AtmsError('unusable-database', `${path} could not be opened: ${messageOf(error)}`, {
    cause: error,
    fields: { path },
  });
}

/**
 * Closing alone does not give the lock back: libsql keeps the connection until its statements are collected.
 * Leaving WAL and the exclusive mode does.
 */
function release(connection: Database.Database): void {
  try {
    connection.pragma('journal_mode=DELETE');
    connection.pragma('locking_mode=NORMAL');
    connection.prepare('SELECT count(*) FROM sqlite_schema').all([]);
  } finally {
    connection.close();
  }
}

function inTransaction<Result>(
  path: string,
  connection: Database.Database,
  work: () => Result,
): Result {
  connection.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    connection.exec('COMMIT');
    return result;
  } catch (error) {
    // SQLite has already rolled back after some faults (disk full, for one).
    if (connection.inTransaction) connection.exec('ROLLBACK');
    throw hasCode(error, 'SQLITE_FULL') ? diskFull(path, error) : error;
  }
}

function diskFull(path: string, cause: unknown): AtmsError {
  return new AtmsError(
    'disk-full',
    `${path} could not be written: the disk is full. Nothing that was answered is lost. Make room there, then give the same command again: it goes on where this ended`,
    { cause, fields: { path } },
  );
}

const surrogate = /\p{Surrogate}/u;

/** @throws InvalidMessage for a value that would not come back as it is. */
function bindable(values: readonly SqlValue[]): SqlValue[] {
  return values.map((value) => {
    if (isBindable(value)) return value;
    throw new InvalidMessage(`SQLite cannot keep ${describe(value)}`);
  });
}

function isBindable(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('\0') && !surrogate.test(value);
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'bigint' || value === null || Buffer.isBuffer(value);
}

function describe(value: unknown): string {
  if (typeof value === 'string') return 'a text with NUL or half a surrogate pair in it';
  return typeof value === 'number' ? String(value) : `a value of type ${typeof value}`;
}

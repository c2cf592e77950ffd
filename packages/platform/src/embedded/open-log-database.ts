import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AtmsError, hasCode, messageOf } from '@atms/eventsourcing';
import { finishRepair } from './finish-repair.ts';
import { isDamage, logDamaged } from './log-damage.ts';
import { logFormat, refuseNewerFormat } from './log-format.ts';
import { lockLog } from './log-lock.ts';
import { openSqliteDatabase, type SqliteDatabase } from './sqlite-database.ts';

/** The file that holds the log and the cursors. Its first failed transaction is its last. */
export type LogDatabase = SqliteDatabase;

export interface LogDatabaseOptions {
  /** The log could not be written: what is in memory may be ahead of the disk, so the process must end. */
  readonly onFatal: (error: unknown) => void;
}

const schema = `
  CREATE TABLE IF NOT EXISTS events (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    revision INTEGER NOT NULL,
    event_id TEXT NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    metadata TEXT NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS cursors (
    durable TEXT PRIMARY KEY,
    position INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  PRAGMA user_version = ${logFormat};
`;

/**
 * A repair that was interrupted is finished first.
 * @throws AtmsError `data-directory-held` when another process has it or repairs it, `newer-data-format` when a newer ATMS
 * wrote it, `log-damaged` when it is not what was written, `unusable-database` when it cannot be opened.
 */
export function openLogDatabase(path: string, options: LogDatabaseOptions): LogDatabase {
  const lock = lockLog(dirname(path));
  try {
    finishRepair(lock);
    refuseEmptied(path);
    return endingWithItsFirstFailure(openWhole(path), options.onFatal);
  } finally {
    lock.release();
  }
}

function openWhole(path: string): SqliteDatabase {
  const database = open(path);
  try {
    refuseNewerFormat(path, database.prepare('PRAGMA user_version').all([]));
    database.transaction(() => database.exec(schema));
    refuseGaps(database);
  } catch (error) {
    closeAnyway(database);
    throw failureOf(path, error);
  }
  return database;
}

function open(path: string): SqliteDatabase {
  try {
    return openSqliteDatabase(path);
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    throw isDamage(cause) ? logDamaged(path, cause) : error;
  }
}

/** To close well it has to be read, which a damaged one may refuse. */
function closeAnyway(database: SqliteDatabase): void {
  try {
    database.close();
  } catch {
    // The lock is given back all the same.
  }
}

/** A log is never emptied, and the read models are opened after it: with them beside it, this one had events. */
function refuseEmptied(path: string): void {
  const bytesOf = (name: string) => statSync(name, { throwIfNoEntry: false })?.size ?? 0;
  const isEmpty = bytesOf(path) === 0 && bytesOf(`${path}-wal`) === 0;
  if (!isEmpty || bytesOf(join(dirname(path), 'read.db')) === 0) return;
  throw new AtmsError(
    'log-damaged',
    `${path} is damaged: it is empty or gone, although there were events in it. 'atms doctor --repair' begins a new one; what was merged stays on its branch`,
    { fields: { path, readable: 0 } },
  );
}

/** By the indexes alone, which is quick. The events themselves are looked through beside the work (`look-through.ts`). */
function refuseGaps(database: SqliteDatabase): void {
  const [all] = database
    .prepare('SELECT count(*) AS count, max(position) AS head FROM events')
    .all([]) as { count: number; head: number | null }[];
  const [holed] = database
    .prepare('SELECT stream FROM events GROUP BY stream HAVING max(revision) <> count(*) - 1')
    .all([]) as { stream: string }[];
  const { count = 0, head = 0 } = all ?? {};
  if (count === (head ?? 0) && holed === undefined) return;
  const what = holed === undefined ? 'the log' : holed.stream;
  throw logDamaged(database.path, new Error(`events of ${what} are missing`));
}

function endingWithItsFirstFailure(
  database: SqliteDatabase,
  onFatal: (error: unknown) => void,
): LogDatabase {
  let failure: AtmsError | undefined;
  const fail = (error: AtmsError): never => {
    failure ??= error;
    onFatal(failure);
    throw failure;
  };
  return {
    ...database,
    prepare: (sql) => {
      const statement = refusingDamage(database, () => database.prepare(sql));
      return {
        ...statement,
        all: (values) => refusingDamage(database, () => statement.all(values)),
      };
    },
    transaction(work) {
      if (failure !== undefined) throw failure;
      try {
        return database.transaction(work);
      } catch (cause) {
        return fail(failureOf(database.path, cause));
      }
    },
  };
}

/** Whoever comes upon damage is told so; a transaction finds out by itself. */
function refusingDamage<Result>({ path }: SqliteDatabase, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    throw isDamage(error) ? logDamaged(path, error) : error;
  }
}

function failureOf(path: string, cause: unknown): AtmsError {
  if (cause instanceof AtmsError) return cause;
  if (isDamage(cause)) return logDamaged(path, cause);
  const message = `${path} could not be written: ${messageOf(cause)}. Nothing that was answered is lost: mend the disk, then give the same command again`;
  return new AtmsError('log-failed', message, { cause, fields: { path } });
}

/** Whether it is the failure with which the log ends, of which everybody has been told. */
export function endedTheLog(error: unknown): boolean {
  return ['log-failed', 'log-damaged', 'disk-full'].some((code) => hasCode(error, code));
}

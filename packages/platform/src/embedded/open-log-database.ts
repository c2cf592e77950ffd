import { AtmsError } from '@atms/eventsourcing';
import { openSqliteDatabase, type SqliteDatabase } from './sqlite-database.ts';

/** The file that holds the log and the cursors. Its first failed transaction is its last. */
export type LogDatabase = SqliteDatabase;

export interface LogDatabaseOptions {
  /** The log could not be written: what is in memory may be ahead of the disk, so the process must end. */
  readonly onFatal: (error: unknown) => void;
}

/** Grows by one with each change that an older ATMS cannot read. */
const format = 1;

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
  PRAGMA user_version = ${format};
`;

/**
 * @throws AtmsError `data-directory-held` when another process has it, `newer-data-format` when a newer ATMS
 * wrote it, `unusable-database` when it cannot be read.
 */
export function openLogDatabase(path: string, options: LogDatabaseOptions): LogDatabase {
  const database = openSqliteDatabase(path);
  try {
    refuseNewerFormat(database);
    database.transaction(() => database.exec(schema));
  } catch (error) {
    database.close();
    throw error;
  }
  return endingWithItsFirstFailure(database, options.onFatal);
}

function refuseNewerFormat(database: SqliteDatabase): void {
  const [row] = database.prepare('PRAGMA user_version').all([]) as { user_version: number }[];
  const found = row?.user_version ?? 0;
  if (found <= format) return;
  throw new AtmsError(
    'newer-data-format',
    `${database.path} has format ${found}, this ATMS reads up to ${format}; use the ATMS that wrote it, or a newer one`,
    { fields: { path: database.path, found, supported: format } },
  );
}

function endingWithItsFirstFailure(
  database: SqliteDatabase,
  onFatal: (error: unknown) => void,
): LogDatabase {
  let failure: AtmsError | undefined;
  return {
    ...database,
    transaction(work) {
      if (failure !== undefined) throw failure;
      try {
        return database.transaction(work);
      } catch (cause) {
        failure = new AtmsError('log-failed', `${database.path} could not be written`, { cause });
        onFatal(failure);
        throw failure;
      }
    },
  };
}

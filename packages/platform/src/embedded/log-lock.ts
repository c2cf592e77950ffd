/**
 * The lock of a data directory's log, for as long as its file may be exchanged or is about to be opened.
 *
 * Owns: the kernel's lock on `log.lock`, a file of its own that stays empty and is never removed. Who only closes a
 * descriptor of a file loses each lock that the process has on it, and a repair copies `log.db`.
 *
 * 1. Who repairs the log holds it from the survey to the last rename; who opens the log, until it has the lock of
 *    `log.db`. So a repair that found `log.db` free keeps it for itself, and only one repair is under way.
 * 2. It dies with its process: a file that is left is nobody's.
 */
import { join } from 'node:path';
import { AtmsError, hasCode, messageOf } from '@atms/eventsourcing';
import Database from 'libsql';

/** What may be done to the log only under the lock takes this. */
export interface LogLock {
  readonly dataDirectory: string;
  release(): void;
}

/** Relative to the data directory. */
export const logLockFile = 'log.lock';

/** Who opens the log has it for about as long; a repair has it for longer than anybody should wait here. */
const patienceMs = 250;

/** @throws AtmsError `data-directory-held` when somebody has it, also in this process; `unusable-database` */
export function lockLog(dataDirectory: string): LogLock {
  const path = join(dataDirectory, logLockFile);
  let connection: Database.Database | undefined;
  try {
    connection = new Database(path);
    connection.exec(`PRAGMA busy_timeout=${patienceMs}; BEGIN EXCLUSIVE`);
  } catch (error) {
    connection?.close();
    throw lockError(dataDirectory, error);
  }
  return { dataDirectory, release: () => release(connection) };
}

/** Closing alone does not give it back: libsql keeps the connection until its statements are collected. */
function release(connection: Database.Database): void {
  connection.exec('ROLLBACK');
  connection.close();
}

function lockError(dataDirectory: string, cause: unknown): AtmsError {
  const fields = { path: join(dataDirectory, logLockFile) };
  if (!hasCode(cause, 'SQLITE_BUSY')) {
    const message = `${fields.path} could not be opened: ${messageOf(cause)}`;
    return new AtmsError('unusable-database', message, { cause, fields });
  }
  const message = `The log in ${dataDirectory} is being repaired or examined by another process (doctor). Wait for it, then try again`;
  return new AtmsError('data-directory-held', message, { cause, fields });
}

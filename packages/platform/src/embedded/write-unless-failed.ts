import { endedTheLog, type LogDatabase } from './open-log-database.ts';

/** A transaction that fails has been reported by the database, which ends the process. */
export function writeUnlessFailed(database: LogDatabase, write: () => void): void {
  try {
    database.transaction(write);
  } catch (error) {
    if (!endedTheLog(error)) throw error;
  }
}

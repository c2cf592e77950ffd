import { linkSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AtmsError, hasCode } from '@atms/eventsourcing';
import { type EventRow, insertEvent } from './event-rows.ts';
import { type LogSurvey, surveyLog } from './log-damage.ts';
import { openLogDatabase } from './open-log-database.ts';
import { openSqliteDatabase } from './sqlite-database.ts';

export interface RepairedLog extends LogSurvey {
  /** Where the damaged file is now; undefined when there was none left, not even an empty one. */
  readonly keptAs?: string;
}

/**
 * Puts a new log in the place of a damaged one, with every event up to the damage. Cursors are not taken over: what a
 * consumer decided on an early event may be among what is lost, so it hears all of them again. The read models go;
 * the log fills them.
 * @throws AtmsError `data-directory-held` when somebody has it open; whatever keeps the files from being written.
 */
export function repairLog(dataDirectory: string): RepairedLog {
  const path = join(dataDirectory, 'log.db');
  refuseHeld(path);
  const fresh = join(dataDirectory, `log.db.${process.pid}.part`);
  removeAll(fresh);
  const isThere = statSync(path, { throwIfNoEntry: false }) !== undefined;
  const survey = isThere ? takeOver(path, fresh) : begin(fresh);
  const kept = isThere ? setAside(path) : {};
  renameSync(fresh, path);
  removeAll(join(dataDirectory, 'read.db'));
  return { ...survey, ...kept };
}

function refuseHeld(path: string): void {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return;
  try {
    openSqliteDatabase(path).close();
  } catch (error) {
    // Whatever else it is, it is what brought us here.
    if (hasCode(error, 'data-directory-held')) throw error;
  }
}

function begin(fresh: string): LogSurvey {
  openLogDatabase(fresh, { onFatal: () => {} }).close();
  return { readable: 0 };
}

function takeOver(path: string, fresh: string): LogSurvey {
  const database = openLogDatabase(fresh, { onFatal: () => {} });
  const insert = database.prepare(insertEvent);
  const { position: _, ...columns } = insertColumns;
  void columns;
  try {
    return database.transaction(() => surveyLog(path, (row) => void insert.run(valuesOf(row))));
  } finally {
    database.close();
  }
}

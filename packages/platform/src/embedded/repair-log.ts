import { linkSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hasCode } from '@atms/eventsourcing';
import { insertEvent, valuesOf } from './event-rows.ts';
import { type LogSurvey, surveyLog } from './log-damage.ts';
import { openLogDatabase } from './open-log-database.ts';
import { openSqliteDatabase } from './sqlite-database.ts';

export interface RepairedLog extends LogSurvey {
  /** Where the damaged file is now; absent when there was none, not even an empty one. */
  readonly keptAs?: string;
}

/**
 * Puts a new log in the place of a damaged one, with every event up to the damage. Cursors are not taken over: what a
 * consumer decided on an early event may be among what is lost, so it hears all of them again. The read models go;
 * the log fills them.
 * @param at for the name of the damaged file; an ISO instant
 * @throws AtmsError `data-directory-held` when somebody has it open; whatever keeps the files from being written.
 */
export function repairLog(dataDirectory: string, at: string): RepairedLog {
  const path = join(dataDirectory, 'log.db');
  const isThere = statSync(path, { throwIfNoEntry: false }) !== undefined;
  if (isThere) refuseHeld(path);
  // In a folder of its own, where nothing says that there was a log before.
  const folder = mkdtempSync(join(dataDirectory, 'repair-'));
  try {
    const fresh = join(folder, 'log.db');
    const survey = fill(fresh, isThere ? path : undefined);
    const kept = isThere ? { keptAs: setAside(path, at) } : {};
    // The name leads to the damaged file or to the whole new one, whenever this ends.
    renameSync(fresh, path);
    for (const suffix of sqliteSuffixes)
      rmSync(join(dataDirectory, `read.db${suffix}`), { force: true });
    return { ...survey, ...kept };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const sqliteSuffixes = ['', '-wal', '-shm', '-journal'];

function refuseHeld(path: string): void {
  try {
    openSqliteDatabase(path).close();
  } catch (error) {
    // Whatever else is wrong is what brought us here.
    if (hasCode(error, 'data-directory-held')) throw error;
  }
}

function fill(fresh: string, damaged: string | undefined): LogSurvey {
  const database = openLogDatabase(fresh, { onFatal: () => {} });
  try {
    if (damaged === undefined) return { readable: 0 };
    const insert = database.prepare(insertEvent);
    return database.transaction(() => surveyLog(damaged, (row) => void insert.run(valuesOf(row))));
  } finally {
    database.close();
  }
}

/** By a second name first. What SQLite had beside it would spoil the new file. */
function setAside(path: string, at: string): string {
  const kept = `${path}.damaged-${at.replaceAll(/[:.]/g, '-')}`;
  linkSync(path, kept);
  for (const suffix of sqliteSuffixes.slice(1)) {
    if (statSync(path + suffix, { throwIfNoEntry: false }) !== undefined)
      renameSync(path + suffix, kept + suffix);
  }
  return kept;
}

import { mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasCode } from '@atms/eventsourcing';
import { insertEvent, valuesOf } from './event-rows.ts';
import { finishRepair, repairedFolder, suffixFile, syncPath } from './finish-repair.ts';
import { type LogSurvey, surveyLog } from './log-damage.ts';
import type { LogLock } from './log-lock.ts';
import { openLogDatabase } from './open-log-database.ts';
import { openSqliteDatabase } from './sqlite-database.ts';

export interface RepairedLog extends LogSurvey {
  /** Where the damaged file is now; absent when there was none, not even an empty one. */
  readonly keptAs?: string;
}

export interface RepairOptions {
  /** For the name of the damaged file; an ISO instant. */
  readonly at: string;
  /** Adds to the new log, which it is given the path of, what is known from elsewhere. Nobody else sees it before. */
  readonly complete?: (path: string) => Promise<void>;
}

/**
 * Puts a new log in the place of a damaged one, with every event up to the damage. Cursors are not taken over: what a
 * consumer decided on an early event may be among what is lost, so it hears all of them again. The read models go;
 * the log fills them.
 *
 * Killed at any moment it leaves either the damaged log as it was, or the new one whole: then whoever opens the log
 * puts that into its place. As long as the caller holds the lock, nobody else opens the one or the other.
 * @throws AtmsError `data-directory-held` when somebody has it open; whatever keeps the files from being written.
 */
export async function repairLog(
  lock: LogLock,
  { at, complete }: RepairOptions,
): Promise<RepairedLog> {
  const { dataDirectory } = lock;
  finishRepair(lock);
  const path = join(dataDirectory, 'log.db');
  const isThere = statSync(path, { throwIfNoEntry: false }) !== undefined;
  refuseHeld(path);
  // In a folder of its own, where nothing says that there was a log before.
  const folder = mkdtempSync(join(dataDirectory, 'repair-'));
  try {
    const fresh = join(folder, 'log.db');
    const suffix = `.damaged-${at.replaceAll(/[:.]/g, '-')}`;
    const survey = fill(fresh, isThere ? path : undefined);
    await complete?.(fresh);
    writeFileSync(join(folder, suffixFile), suffix, { mode: 0o600 });
    for (const name of [fresh, join(folder, suffixFile), folder]) syncPath(name);
    renameSync(folder, join(dataDirectory, repairedFolder));
    syncPath(dataDirectory);
    finishRepair(lock);
    return { ...survey, ...(isThere ? { keptAs: path + suffix } : {}) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whoever had it before the lock was taken. */
function refuseHeld(path: string): void {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return;
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

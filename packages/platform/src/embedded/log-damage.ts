/**
 * What is left of a log whose file is damaged.
 *
 * Owns: nothing. The damaged file is copied and never opened: SQLite would write into it, and would give up on one
 * that is shorter than it says.
 */
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AtmsError, hasCode, messageOf } from '@atms/eventsourcing';
import Database from 'libsql';
import { type EventRow, fromRow } from './event-rows.ts';
import { refuseNewerFormat } from './log-format.ts';

export interface LogSurvey {
  /** So many events can be read from the first one on, without a gap: as many as a new file can take over. */
  readonly readable: number;
  /** Why the next one cannot be; undefined when nothing is wrong. */
  readonly fault?: string;
}

/** Whether SQLite or our own reading says that the file is not what was written into it. */
export function isDamage(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return /^SQLITE_(CORRUPT|NOTADB)/.test(String(error.code));
}

/**
 * Reads a log as far as it goes.
 * @param take is given each readable event, in the order of the log
 * @throws AtmsError `newer-data-format`; what keeps the file from being copied
 */
export function surveyLog(path: string, take: (row: EventRow) => void = () => {}): LogSurvey {
  const folder = mkdtempSync(join(dirname(path), 'survey-'));
  try {
    return readCopy({ path, copy: copyInto(folder, path) }, take);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The fault to end with: it says what can be saved, and how. */
export function logDamaged(path: string, cause: unknown): AtmsError {
  const survey = surveyOrNothing(path);
  const left =
    survey === undefined
      ? 'What is still readable could not be found out'
      : `Of its events ${readableIn(survey)}`;
  const what = survey?.fault ?? messageOf(cause);
  return new AtmsError(
    'log-damaged',
    `${path} is damaged: ${what}. ${left}. ` +
      `'atms doctor --repair' puts a new file with these in its place and keeps the damaged one beside it`,
    { cause, fields: { path, ...survey } },
  );
}

export function readableIn({ readable }: LogSurvey): string {
  if (readable === 0) return 'none can be read';
  return readable === 1 ? 'the first one can be read' : `1 to ${readable} can be read`;
}

function surveyOrNothing(path: string): LogSurvey | undefined {
  try {
    return surveyLog(path);
  } catch {
    return undefined;
  }
}

function copyInto(folder: string, path: string): string {
  const copy = join(folder, basename(path));
  for (const suffix of ['', '-wal']) {
    if (!existsSync(path + suffix)) continue;
    copyFileSync(path + suffix, copy + suffix, constants.COPYFILE_FICLONE);
  }
  padToItsOwnSize(copy);
  return copy;
}

/** With pages of zeros in place of those that are gone, SQLite reads the others. */
function padToItsOwnSize(file: string): void {
  const header = Buffer.alloc(100);
  const descriptor = openSync(file, 'r');
  readSync(descriptor, header, 0, header.length, 0);
  closeSync(descriptor);
  if (!header.toString('latin1').startsWith('SQLite format 3\0')) return;
  const stated = header.readUInt16BE(16);
  const pageBytes = stated === 1 ? 65_536 : stated;
  const bytes = pageBytes * header.readUInt32BE(28);
  if (statSync(file).size < bytes) truncateSync(file, bytes);
}

const pageSize = 512;

interface CopiedLog {
  readonly path: string;
  readonly copy: string;
}

function readCopy({ path, copy }: CopiedLog, take: (row: EventRow) => void): LogSurvey {
  const progress = { readable: 0, heads: new Map<string, number>() };
  const connection = new Database(copy);
  try {
    refuseNewerFormat(path, connection.prepare('PRAGMA user_version').all([]));
    for (;;) {
      const rows = readRows(connection, progress.readable);
      const fault = rows.length === 0 ? faultBeside(connection) : takeRows(rows, progress, take);
      if (rows.length > 0 && fault === undefined) continue;
      const { readable } = progress;
      return fault === undefined ? { readable } : { readable, fault };
    }
  } catch (error) {
    if (hasCode(error, 'newer-data-format')) throw error;
    return { readable: progress.readable, fault: messageOf(error) };
  } finally {
    connection.close();
  }
}

interface Progress {
  readable: number;
  readonly heads: Map<string, number>;
}

/** @returns why one of them is no event of this log; those before it are taken. */
function takeRows(
  rows: readonly EventRow[],
  progress: Progress,
  take: (row: EventRow) => void,
): string | undefined {
  for (const row of rows) {
    const fault = faultOf(row, progress.readable, progress.heads);
    if (fault !== undefined) return fault;
    take(row);
    progress.heads.set(row.stream, row.revision);
    progress.readable = row.position;
  }
  return undefined;
}

/** One by one where a page of them cannot be read: those before the damage count. */
function readRows(connection: Database.Database, after: number): readonly EventRow[] {
  const sql = 'SELECT * FROM events WHERE position > ? ORDER BY position LIMIT ?';
  const read = (limit: number) => connection.prepare(sql).all([after, limit]) as EventRow[];
  try {
    return read(pageSize);
  } catch {
    return read(1);
  }
}

/** What is wrong although every event can be read: an index, say, by which a stream would be read. */
function faultBeside(connection: Database.Database): string | undefined {
  const [row] = connection.prepare('PRAGMA integrity_check(1)').all([]) as {
    integrity_check: string;
  }[];
  const said = row?.integrity_check ?? 'nothing is known of its indexes';
  return said === 'ok' ? undefined : said;
}

function faultOf(
  row: EventRow,
  readable: number,
  heads: ReadonlyMap<string, number>,
): string | undefined {
  if (row.position !== readable + 1) return `the event ${readable + 1} is missing`;
  const expected = (heads.get(row.stream) ?? -1) + 1;
  if (row.revision !== expected) return `${row.stream} has no revision ${expected}`;
  try {
    fromRow(row);
    return undefined;
  } catch (error) {
    return `the event ${row.position} is no JSON: ${messageOf(error)}`;
  }
}

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { lockLog, type LogLock, readableIn, surveyLog } from '@atms/platform/embedded';
import { findLiveServer } from '@atms/platform/http';
import type { Home } from '../data-directory.ts';
import { isFolder } from '../data-directory.ts';
import { count } from '../render/count.ts';
import { ok, problem } from './finding.ts';
import type { Judged } from './finding.ts';

/**
 * Under the lock, for as long as it takes: of a log that changes meanwhile the copy would be torn.
 * @param atms how the person calls it
 * @throws AtmsError `data-directory-held` while it is being repaired
 */
export async function checkLog({ dataDirectory }: Home, atms: string): Promise<Judged> {
  if ((await findLiveServer(dataDirectory)) !== undefined)
    return ok(`${join(dataDirectory, 'log.db')} is in use`);
  if (!(await isFolder(dataDirectory))) return nothingYet;
  const lock = lockLog(dataDirectory);
  try {
    return judgeLog(lock, atms);
  } finally {
    lock.release();
  }
}

/** Reads every event, of a copy: the file itself is not touched. */
export function judgeLog({ dataDirectory }: LogLock, atms: string): Judged {
  const path = join(dataDirectory, 'log.db');
  const repair = `${atms} doctor --repair`;
  if (existsSync(join(dataDirectory, 'repaired-log')))
    return problem(`a repair was interrupted; the next run finishes it, as does: ${repair}`);
  if (bytesOf(path) === 0) {
    return bytesOf(join(dataDirectory, 'read.db')) === 0
      ? nothingYet
      : problem(
          `${path} is empty or gone, although there were events in it; begin a new one: ${repair}`,
        );
  }
  const survey = surveyLog(path);
  return survey.fault === undefined
    ? ok(`${path} is whole: ${count(survey.readable, 'event')}`)
    : problem(
        `${path} is damaged: ${survey.fault}. Of its events ${readableIn(survey)}; save what is there: ${repair}`,
      );
}

const nothingYet = ok('nothing was logged yet');

function bytesOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

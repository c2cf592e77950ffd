import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readableIn, surveyLog } from '@atms/platform/embedded';
import { findLiveServer } from '@atms/platform/http';
import type { Home } from '../data-directory.ts';
import { isFolder } from '../data-directory.ts';
import { count } from '../render/count.ts';
import { ok, problem } from './finding.ts';
import type { Judged } from './finding.ts';

/** Reads every event, of a copy: the file itself is not touched. @param atms how the person calls it */
export async function checkLog({ dataDirectory }: Home, atms: string): Promise<Judged> {
  const path = join(dataDirectory, 'log.db');
  if ((await findLiveServer(dataDirectory)) !== undefined) return ok(`${path} is in use`);
  const repair = `${atms} doctor --repair`;
  if (await isFolder(join(dataDirectory, 'repaired-log')))
    return problem(`a repair was interrupted; the next run finishes it, as does: ${repair}`);
  if ((await bytesOf(path)) === 0) {
    return (await bytesOf(join(dataDirectory, 'read.db'))) === 0
      ? ok('nothing was logged yet')
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

async function bytesOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

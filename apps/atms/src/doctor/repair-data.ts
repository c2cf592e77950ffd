import { AtmsError } from '@atms/eventsourcing';
import {
  createSqliteEventStore,
  finishRepair,
  lockLog,
  type LogLock,
  openLogDatabase,
  repairLog,
} from '@atms/platform/embedded';
import { findLiveServer } from '@atms/platform/http';
import type { Home } from '../data-directory.ts';
import { git } from '../git.ts';
import { count } from '../render/count.ts';
import { judgeLog } from './check-log.ts';
import { recordLanded } from './record-landed.ts';

/**
 * Saves what can be read of a damaged log, and the refs that a run which knows less would move. Nobody else opens or
 * repairs it meanwhile.
 * @returns what was done, in sentences
 * @throws AtmsError `data-directory-held`
 */
export async function repairData(home: Home, atms: string): Promise<string> {
  await refuseHeld(home);
  const lock = lockLog(home.dataDirectory);
  try {
    if (finishRepair(lock)) return `${finished}\n${notKnownAnyMore}`;
    const { state, message } = judgeLog(lock, atms);
    return state === 'ok' ? `There is nothing to repair: ${message}` : await repaired(home, lock);
  } finally {
    lock.release();
  }
}

async function repaired(home: Home, lock: LogLock): Promise<string> {
  const at = new Date().toISOString();
  const refs = await keepAttempts(home, at);
  let landed = 0;
  const { readable, keptAs } = await repairLog(lock, {
    at,
    complete: async (path) => {
      landed = await recover(home, path, at);
    },
  });
  return [
    `A new log with ${count(readable, 'event')} is in its place.`,
    ...(landed === 0
      ? []
      : [
          `Of the branches it has learned again that ${count(landed, 'task')} had been merged; what their checks had said is lost.`,
        ]),
    ...(keptAs === undefined ? [] : [`The damaged one is ${keptAs}.`]),
    ...(refs === 0 ? [] : [`What attempts had committed is also kept under ${folderOf(at)}.`]),
    notKnownAnyMore,
  ].join('\n');
}

const finished = 'The repair that was interrupted is finished: the new log is in its place.';
const notKnownAnyMore =
  'What came after its events is not known any more. What was merged is on its branch, and a run goes on from there.';

/** In the new log before anybody else can open it: no run may see it without. */
async function recover({ repository }: Home, path: string, at: string): Promise<number> {
  const onFatal = (error: unknown) => {
    throw error;
  };
  const database = openLogDatabase(path, { onFatal });
  const store = createSqliteEventStore(database);
  try {
    return await recordLanded({ repository, store, at });
  } finally {
    await store.close();
    database.close();
  }
}

async function refuseHeld({ dataDirectory }: Home): Promise<void> {
  const holder = await findLiveServer(dataDirectory);
  if (holder === undefined) return;
  throw new AtmsError(
    'data-directory-held',
    `Process ${holder.pid} holds ${dataDirectory}; end it first (kill ${holder.pid}), then repair`,
  );
}

const folderOf = (at: string) => `refs/atms/before-repair/${at.replaceAll(/[:.]/g, '-')}`;

/** The log that is saved may not know of the last attempts; the same numbers are then given once more. */
async function keepAttempts({ repository }: Home, at: string): Promise<number> {
  const { top } = repository;
  const listed = await git(
    top,
    'for-each-ref',
    '--format=%(objectname) %(refname)',
    'refs/atms/attempts',
  );
  const refs = listed.split('\n').filter((line) => line !== '');
  for (const line of refs) {
    const [commit = '', ref = ''] = line.split(' ');
    await git(top, 'update-ref', ref.replace('refs/atms', folderOf(at)), commit);
  }
  return refs.length;
}

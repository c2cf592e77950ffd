/**
 * Started by `log-lock.int.spec.ts`: does to the log of the folder what it is told, and says how that ended: `done`, or
 * the code of the refusal. With `hold` it keeps the log open until it is killed.
 */
import { join } from 'node:path';
import { AtmsError } from '@atms/eventsourcing';
import { lockLog } from './log-lock.ts';
import { openLogDatabase } from './open-log-database.ts';
import { repairLog } from './repair-log.ts';
import { createSqliteEventStore } from './sqlite-event-store.ts';

const [act = '', folder = ''] = process.argv.slice(2);

async function appendOne(): Promise<void> {
  const database = openLogDatabase(join(folder, 'log.db'), {
    onFatal: (error) => {
      throw error;
    },
  });
  const store = createSqliteEventStore(database);
  const stream = `task-${process.pid}`;
  const metadata = { commandId: stream, correlationId: act, time: new Date().toISOString() };
  const events = [{ eventId: stream, type: 'opener.appended', data: {}, metadata }];
  await store.append({ stream, expected: 'no-stream', events });
  if (act === 'hold') return;
  await store.close();
  database.close();
}

const acts: Readonly<Record<string, () => Promise<unknown>>> = {
  append: appendOne,
  hold: async () => {
    await appendOne();
    setInterval(() => {}, 60_000);
  },
  repair: async () => {
    await repairLog(lockLog(folder), { at: '2031-01-01T00:00:00.000Z' });
  },
};

try {
  await acts[act]?.();
  process.stdout.write('done\n');
} catch (error) {
  if (!(error instanceof AtmsError)) throw error;
  process.stdout.write(`${error.code}\n`);
}

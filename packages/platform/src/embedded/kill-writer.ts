/**
 * Started by `kill.int.spec.ts`: 64 writers that append to the log until the process is killed.
 *
 * What each wants and what it was answered goes to a journal, one line each, before and after the append; the
 * kernel keeps what was written when the process dies. Arguments: the folder of the log, the journal, the run.
 */
import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { NewEvent } from '@atms/eventsourcing';
import { type LogDatabase, openLogDatabase } from './open-log-database.ts';
import { createSqliteEventStore } from './sqlite-event-store.ts';

const [folder = '', journalPath = '', run = ''] = process.argv.slice(2);
const journal = openSync(journalPath, 'a');
const say = (line: string) => void writeSync(journal, `${line}\n`);

const writers = 64;
let acknowledged = 0;

const database = openLogDatabase(join(folder, 'log.db'), {
  onFatal: (error) => {
    throw error;
  },
});
const store = createSqliteEventStore(journaled(database));
await Promise.all(Array.from({ length: writers }, (_, writer) => write(`kill-${run}-${writer}`)));

function journaled(log: LogDatabase): LogDatabase {
  return {
    ...log,
    transaction(work) {
      tellProgress();
      say('begin');
      const result = log.transaction(work);
      say('end');
      return result;
    },
  };
}

/** The kill follows a line of these: before a transaction, in every other run also between answers. */
function tellProgress(): void {
  process.stdout.write(`${acknowledged}\n`);
}

async function write(stream: string): Promise<never> {
  let revision = -1;
  for (let number = 1; ; number++) {
    const size = 1 + (number % 5);
    const append = `${stream}/${number}`;
    say(`want ${append} ${size}`);
    const events = Array.from({ length: size }, (_, index) => toEvent(append, index));
    const expected = revision === -1 ? 'no-stream' : revision;
    const appended = await store.append({ stream, expected, events });
    revision = appended.revision;
    say(`have ${append} ${appended.position}`);
    acknowledged += 1;
    if (Number(run) % 2 === 1) tellProgress();
  }
}

function toEvent(append: string, index: number): NewEvent {
  const metadata = { commandId: append, correlationId: run, time: new Date().toISOString() };
  const data = { text: 'x'.repeat(200) };
  return { eventId: `${append}/${index}`, type: 'kill.happened', data, metadata };
}

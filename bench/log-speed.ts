/** (c): the log alone, as every service sees it: the port, over the file on disk. */
import { join } from 'node:path';
import { createTaskIndex } from '@atms/contracts';
import { createLogFollower, type NewEvent } from '@atms/eventsourcing';
import {
  createSqliteEventStore,
  openLogDatabase,
  type SqliteEventStore,
} from '@atms/platform/embedded';
import { type Figure, medianOfRuns, type Section, timed } from './figures.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

export interface LogSize {
  /** Of each way of appending. */
  readonly events: number;
  readonly runs: number;
}

export async function measureLog(size: LogSize): Promise<Section> {
  const found = await medianOfRuns(size.runs, () =>
    inTemporaryFolder((folder) => runOnce(folder, size.events)),
  );
  return { key: 'c', title: 'the log alone', figures: figuresOf(found) };
}

async function runOnce(folder: string, events: number) {
  const database = openLogDatabase(join(folder, 'log.db'), { onFatal });
  const store = createSqliteEventStore(database);
  const few = Math.ceil(events / 10);
  try {
    const sequentialMs = await timed(() => appendAll(store, { writers: 1, events: few, batch: 1 }));
    const concurrentMs = await timed(() => appendAll(store, { writers: 64, events, batch: 1 }));
    const batchesMs = await timed(() => appendAll(store, { writers: 1, events, batch: 100 }));
    const head = await store.head();
    const readMs = await timed(() => readAll(store));
    const replayMs = await timed(() => replay(store));
    return {
      commitMs: sequentialMs / few,
      sequential: perSecond(few, sequentialMs),
      concurrent: perSecond(events, concurrentMs),
      batches: perSecond(events, batchesMs),
      read: perSecond(head, readMs),
      replay: perSecond(head, replayMs),
    };
  } finally {
    await store.close();
    database.close();
  }
}

const perSecond = (count: number, ms: number) => (count / ms) * 1000;

interface Writing {
  readonly writers: number;
  readonly events: number;
  readonly batch: number;
}

let runs = 0;

/** Each writer has a stream of its own and waits for its last append before the next. */
async function appendAll(store: SqliteEventStore, { writers, events, batch }: Writing) {
  const run = ++runs;
  const appends = Math.ceil(events / batch / writers);
  const write = async (_: unknown, writer: number) => {
    const stream = `task-${run}-${writer}`;
    for (let count = 0; count < appends; count++) {
      const expected = count === 0 ? 'no-stream' : count * batch - 1;
      const first = count * batch;
      const named = Array.from({ length: batch }, (_one, at) => eventOf(`${stream}-${first + at}`));
      await store.append({ stream, expected, events: named });
    }
  };
  await Promise.all(Array.from({ length: writers }, write));
}

/** Of the size of most events: an attempt's key and a little more. */
function eventOf(name: string): NewEvent {
  const workflowId = '01K9ZK3X5V8Q2W7E4R6T1Y0M3N';
  const taskId = name.padEnd(26, '0');
  return {
    eventId: `${name}/0`,
    type: 'task.accepted',
    data: { workflowId, taskId, attempt: 1, tree: '0'.repeat(40) },
    metadata: {
      commandId: `task-manager/${name}/0`,
      correlationId: workflowId,
      causationId: `${name}/cause`,
      time: '2026-11-20T12:00:00.000Z',
    },
  };
}

async function readAll(store: SqliteEventStore): Promise<void> {
  for (let after = 0; ;) {
    const last = (await store.readAll({ after, limit: 1_000 })).at(-1);
    if (last === undefined) return;
    after = last.position;
  }
}

/** As a service does at its start: every event handed to a view. */
async function replay(store: SqliteEventStore): Promise<void> {
  const follower = createLogFollower({ store, views: [createTaskIndex()], onFailure: onFatal });
  await follower.start();
  await follower.close();
}

function onFatal(error: unknown): never {
  throw error;
}

function figuresOf(found: Awaited<ReturnType<typeof runOnce>>): readonly Figure[] {
  return [
    { name: 'append, one after the other', value: found.sequential, unit: '/s' },
    { name: 'one append, one commit', value: found.commitMs, unit: 'ms' },
    { name: 'append, 64 at once', value: found.concurrent, unit: '/s' },
    { name: 'append in batches of 100', value: found.batches, unit: 'events/s' },
    { name: 'read', value: found.read, unit: 'events/s' },
    { name: 'replay into a view', value: found.replay, unit: 'events/s' },
  ];
}

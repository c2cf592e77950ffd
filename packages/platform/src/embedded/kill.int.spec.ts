/** Guards the first promise: what the log has answered for is there, whatever kills the process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { RecordedEvent } from '@atms/eventsourcing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openLogDatabase } from './open-log-database.ts';
import { createSqliteEventStore } from './sqlite-event-store.ts';

const kills = 20;
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const writer = fileURLToPath(new URL('./kill-writer.ts', import.meta.url));

/** One append as the journal of a killed writer tells it. */
interface Wanted {
  readonly append: string;
  readonly size: number;
  /** Undefined when the process died before the answer. */
  position?: number;
}

interface Killed {
  readonly wanted: readonly Wanted[];
  readonly inTransaction: boolean;
}

let folder = '';
const runs: Killed[] = [];
let events: readonly RecordedEvent[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atms-kill-'));
  for (let run = 0; run < kills; run++) {
    // Each run begins on what the kill before has left.
    runs.push(await killAfter({ run, acknowledged: 20 + ((run * 397) % 1_000) }));
  }
  events = await readLog();
});

afterAll(() => rm(folder, { recursive: true }));

it('at least 15 of 20 kills hit an append in flight', () => {
  const inFlight = runs.filter(({ wanted }) => wanted.some((one) => one.position === undefined));
  expect(inFlight.length).toBeGreaterThanOrEqual(15);
});

it('some kills hit an open transaction', () => {
  expect(runs.filter(({ inTransaction }) => inTransaction).length).toBeGreaterThan(0);
});

it('every append that was answered is there, at the position of the answer', () => {
  const answered = allWanted().filter((one) => one.position !== undefined);
  const there = eventsByAppend();
  expect(answered.length).toBeGreaterThan(kills * 20);
  for (const { append, size, position } of answered) {
    const found = there.get(append) ?? [];
    expect([append, found.length, found.at(-1)?.position]).toEqual([append, size, position]);
  }
});

it('no append is torn: without an answer it is there as a whole, or not at all', () => {
  const there = eventsByAppend();
  for (const { append, size } of allWanted()) {
    expect([0, size]).toContain((there.get(append) ?? []).length);
  }
});

it('positions and revisions have no gap', () => {
  expect(events.map((event) => event.position)).toEqual(events.map((_, index) => index + 1));
  const next = new Map<string, number>();
  for (const { stream, revision } of events) {
    expect(revision).toBe(next.get(stream) ?? 0);
    next.set(stream, revision + 1);
  }
});

function allWanted(): readonly Wanted[] {
  return runs.flatMap(({ wanted }) => wanted);
}

function eventsByAppend(): ReadonlyMap<string, readonly RecordedEvent[]> {
  const appends = new Map<string, RecordedEvent[]>();
  for (const event of events) {
    const append = event.metadata.commandId;
    appends.set(append, [...(appends.get(append) ?? []), event]);
  }
  return appends;
}

interface Moment {
  readonly run: number;
  /** The kill comes after so many appends were answered. */
  readonly acknowledged: number;
}

async function killAfter({ run, acknowledged }: Moment): Promise<Killed> {
  const journal = join(folder, `journal-${run}`);
  const arguments_ = ['--import', tsx, writer, folder, journal, String(run)];
  const child = spawn(process.execPath, arguments_, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  await countedUpTo(child, acknowledged);
  child.kill('SIGKILL');
  expect(await exited).toEqual([null, 'SIGKILL']);
  return readJournal(await readFile(journal, 'utf8'));
}

async function countedUpTo(child: ChildProcess, count: number): Promise<void> {
  if (child.stdout === null) throw new Error('The writer has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    if (Number(line) >= count) return;
  }
  throw new Error('The writer ended by itself');
}

function readJournal(text: string): Killed {
  const wanted = new Map<string, Wanted>();
  let inTransaction = false;
  // The last line may be cut off by the kill.
  for (const line of text.split('\n').slice(0, -1)) {
    const [word = '', append = '', number = ''] = line.split(' ');
    if (word === 'begin' || word === 'end') inTransaction = word === 'begin';
    if (word === 'want') wanted.set(append, { append, size: Number(number) });
    const known = wanted.get(append);
    if (word === 'have' && known !== undefined) known.position = Number(number);
  }
  return { wanted: [...wanted.values()], inTransaction };
}

async function readLog(): Promise<readonly RecordedEvent[]> {
  const database = openLogDatabase(join(folder, 'log.db'), {
    onFatal: (error) => {
      throw error;
    },
  });
  const store = createSqliteEventStore(database);
  const all = await store.readAll({ after: 0, limit: 1_000_000 });
  await store.close();
  database.close();
  return all;
}

/**
 * The log in SQLite.
 *
 * Owns: the appends that wait for their transaction, and the subscribers.
 * Does not own: the file, which the bus's cursors share.
 *
 * 1. All appends of one turn of the event loop are one transaction, with one sync of the disk.
 * 2. An append that conflicts fails alone. A transaction that fails ends the process (`onFatal` of the database).
 * 3. `append` resolves and subscribers hear only after the commit.
 */
import {
  type Appended,
  createSubscriptions,
  encodeAppend,
  type EncodedAppend,
  type EventStore,
  hasCode,
  type RecordedEvent,
  Unavailable,
} from '@atms/eventsourcing';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { EventTable, type PlacedEvent } from './event-table.ts';
import type { LogDatabase } from './open-log-database.ts';
import { RecentEvents } from './recent-events.ts';
import { SharedPages } from './shared-pages.ts';

const pageSize = 512;

export interface SqliteEventStore extends EventStore {
  /** Writes what waits, ends the subscriptions, and refuses everything from then on. The file stays open. */
  close(): Promise<void>;
}

interface Waiting {
  readonly append: EncodedAppend;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

export function createSqliteEventStore(database: LogDatabase): SqliteEventStore {
  const store = new Store(database);
  return {
    append: async (append) => store.append(encodeAppend(append)),
    readStream: async (stream, options) =>
      store.table().readStream(stream, options?.fromRevision ?? 0),
    readAll: async ({ after, limit }) => store.table().readAll(after, limit),
    head: async () => store.table().head(),
    subscribe: (options) => store.subscriptions.open(options),
    close: () => store.close(),
  };
}

class Store {
  readonly subscriptions = createSubscriptions((after) => this.#page(after));
  readonly #database: LogDatabase;
  readonly #table: EventTable;
  readonly #recent = new RecentEvents();
  readonly #shared = new SharedPages(pageSize);
  #waiting: Waiting[] = [];
  #closed = false;

  constructor(database: LogDatabase) {
    this.#database = database;
    this.#table = new EventTable(database);
  }

  table(): EventTable {
    if (this.#closed) throw new Unavailable('The log is closed');
    return this.#table;
  }

  append(append: EncodedAppend): Promise<Appended> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new Unavailable('The log is closed');
      if (this.#waiting.length === 0) setImmediate(() => this.#commit());
      this.#waiting.push({ append, resolve, reject });
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#commit();
    await this.subscriptions.close();
  }

  #commit(): void {
    const turn = this.#waiting;
    this.#waiting = [];
    if (turn.length === 0) return;
    const written: PlacedEvent[] = [];
    try {
      const answers = this.#database.transaction(() =>
        turn.map((one) => this.#write(one, written)),
      );
      for (const answer of answers) answer();
    } catch (error) {
      for (const one of turn) one.reject(error);
      return;
    }
    this.#publish(written);
  }

  /** @returns how to answer once the transaction is on disk. */
  #write({ append, resolve, reject }: Waiting, written: PlacedEvent[]): () => void {
    try {
      const { appended, events } = this.#table.append(append);
      written.push(...events);
      return () => resolve(appended);
    } catch (error) {
      if (!hasCode(error, 'revision-conflict')) throw error;
      return () => reject(error);
    }
  }

  #publish(written: readonly PlacedEvent[]): void {
    if (written.length === 0) return;
    // Without a listener nothing is made of the text again.
    if (this.subscriptions.count() === 0) this.#recent.clear();
    else this.#recent.add(written);
    this.subscriptions.wake();
  }

  async #page(after: number): Promise<readonly RecordedEvent[]> {
    if (after >= this.#table.head()) return [];
    const recent = this.#recent.after(after, pageSize);
    if (recent !== undefined) return recent;
    return this.#shared.read(after, () => this.#readPage(after));
  }

  /** Who catches up lets the rest of the process go on between two pages. */
  async #readPage(after: number): Promise<readonly RecordedEvent[]> {
    await nextTurn();
    return this.#closed ? [] : this.#table.readAll(after, pageSize);
  }
}

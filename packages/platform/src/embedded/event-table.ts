/**
 * The table of events: reads, and appends within a transaction that somebody else has opened.
 *
 * Owns: the position of the last event, and the revisions of the streams that were lately asked for.
 *
 * 1. Positions are 1, 2, 3 ... without a gap; revisions are 0, 1, 2 ... in each stream.
 * 2. What is remembered is ahead of the table only while the transaction is open; one that fails ends the log.
 */
import {
  type Appended,
  createLeastRecentlyUsed,
  type EncodedAppend,
  type EncodedEvent,
  judgeAppend,
  type Place,
  type RecordedEvent,
  type RecordedId,
} from '@atms/eventsourcing';
import { type EventRow, fromRow, insertEvent, toValues } from './event-rows.ts';
import { logDamaged } from './log-damage.ts';
import type { LogDatabase } from './open-log-database.ts';
import type { SqlStatement } from './sqlite-database.ts';

const rememberedStreams = 50_000;

/** What an append came to: its answer, and the events that were written for it (none for a repeat). */
export interface Written {
  readonly appended: Appended;
  readonly events: readonly PlacedEvent[];
}

export interface PlacedEvent {
  readonly place: Place;
  readonly event: EncodedEvent;
}

export class EventTable {
  readonly #insert: SqlStatement;
  readonly #streamHead: SqlStatement;
  readonly #ids: SqlStatement;
  readonly #stream: SqlStatement;
  readonly #all: SqlStatement;
  readonly #path: string;
  readonly #heads = createLeastRecentlyUsed<number>(rememberedStreams);
  #position: number;

  constructor(database: LogDatabase) {
    const range = 'FROM events WHERE stream = ? AND revision >= ? ORDER BY revision';
    this.#path = database.path;
    this.#insert = database.prepare(insertEvent);
    this.#streamHead = database.prepare(
      'SELECT max(revision) AS head FROM events WHERE stream = ?',
    );
    this.#ids = database.prepare(`SELECT event_id AS eventId, position ${range} LIMIT ?`);
    this.#stream = database.prepare(`SELECT * ${range}`);
    this.#all = database.prepare(
      'SELECT * FROM events WHERE position > ? ORDER BY position LIMIT ?',
    );
    const last = database.prepare('SELECT max(position) AS head FROM events');
    this.#position = readHead(last, []) ?? 0;
  }

  head(): number {
    return this.#position;
  }

  readStream(stream: string, fromRevision: number): readonly RecordedEvent[] {
    const head = this.#heads.get(stream);
    // Who keeps a stream's state asks before each decision, and nearly always there is nothing new.
    if (head !== undefined && fromRevision > head) return [];
    const rows = this.#stream.all([stream, fromRevision]) as readonly EventRow[];
    const last = rows.at(-1)?.revision ?? (fromRevision === 0 ? -1 : undefined);
    if (last !== undefined) this.#heads.set(stream, last);
    return rows.map(fromRow);
  }

  readAll(after: number, limit: number): readonly RecordedEvent[] {
    return this.#decode(this.#all.all([after, limit]));
  }

  /** @throws AtmsError `log-damaged`: nobody may decide on what was never written. */
  #decode(rows: readonly unknown[]): readonly RecordedEvent[] {
    try {
      return (rows as readonly EventRow[]).map(fromRow);
    } catch (error) {
      throw logDamaged(this.#path, error);
    }
  }

  /** Within a transaction. @throws RevisionConflict before anything is written. */
  append(append: EncodedAppend): Written {
    const judged = judgeAppend(append, {
      headOf: (stream) => this.#headOf(stream),
      recorded: (stream, from, count) =>
        this.#ids.all([stream, from, count]) as readonly RecordedId[],
    });
    return judged === 'new' ? this.#write(append) : { appended: judged, events: [] };
  }

  #write(append: EncodedAppend): Written {
    const { stream } = append;
    let revision = this.#headOf(stream);
    const events = append.events.map((event) => {
      revision += 1;
      this.#position += 1;
      const place = { stream, revision, position: this.#position };
      this.#insert.run(toValues(place, event));
      return { place, event };
    });
    this.#heads.set(stream, revision);
    return { appended: { revision, position: this.#position }, events };
  }

  #headOf(stream: string): number {
    const known = this.#heads.get(stream);
    if (known !== undefined) return known;
    const head = readHead(this.#streamHead, [stream]) ?? -1;
    this.#heads.set(stream, head);
    return head;
  }
}

function readHead(statement: SqlStatement, values: readonly string[]): number | null {
  const [row] = statement.all(values) as { head: number | null }[];
  return row?.head ?? null;
}

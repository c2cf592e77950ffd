import type { Clock, Cursors } from '@atms/eventsourcing';
import type { LogDatabase } from './open-log-database.ts';
import { writeUnlessFailed } from './write-unless-failed.ts';

const writeEveryMs = 1_000;

export interface SqliteCursors extends Cursors {
  /** Writes what has moved. */
  flush(): void;
}

/**
 * Cursors in the log's own file, written some time after they moved: one that is lost in a crash means
 * repeats, which every consumer stands, and a sync of the disk for each would cost as much as an append.
 */
export function createSqliteCursors(database: LogDatabase, clock: Clock): SqliteCursors {
  const select = database.prepare('SELECT position FROM cursors WHERE durable = ?');
  const upsert = database.prepare(
    'INSERT OR REPLACE INTO cursors (durable, position) VALUES (?, ?)',
  );
  const moved = new Map<string, number>();
  let timer: (() => void) | undefined;

  const flush = () => {
    timer?.();
    timer = undefined;
    const entries = [...moved];
    moved.clear();
    if (entries.length > 0) writeUnlessFailed(database, () => entries.forEach(upsert.run));
  };

  return {
    load(durable) {
      const [row] = select.all([durable]) as { position: number }[];
      return moved.get(durable) ?? row?.position ?? 0;
    },
    save(durable, position) {
      moved.set(durable, position);
      timer ??= clock.after(writeEveryMs, flush);
    },
    flush,
  };
}

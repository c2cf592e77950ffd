import { type Clock, type Cursors, hasCode } from '@atms/eventsourcing';
import type { LogDatabase } from './open-log-database.ts';

const writeEveryMs = 200;

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
    if (moved.size === 0) return;
    const entries = [...moved];
    moved.clear();
    database.transaction(() => entries.forEach((entry) => upsert.run(entry)));
  };

  return {
    load(durable) {
      const [row] = select.all([durable]) as { position: number }[];
      return moved.get(durable) ?? row?.position ?? 0;
    },
    save(durable, position) {
      moved.set(durable, position);
      timer ??= clock.after(writeEveryMs, () => flushUnlessFailed(flush));
    },
    flush,
  };
}

/** A failed transaction has been reported by the database, which ends the process. */
function flushUnlessFailed(flush: () => void): void {
  try {
    flush();
  } catch (error) {
    if (!hasCode(error, 'log-failed')) throw error;
  }
}

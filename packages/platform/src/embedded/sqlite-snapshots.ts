import { deserialize, serialize } from 'node:v8';
import type { Snapshot, Snapshots } from '@atms/eventsourcing';
import type { LogDatabase } from './open-log-database.ts';
import { writeUnlessFailed } from './write-unless-failed.ts';

/** What folds in a tenth of a second or so. */
const eventsWorthOne = 20_000;

export interface SnapshotOptions {
  /** Tells the code that folds: what other code has made is not there. */
  readonly code: string;
  readonly every?: number | undefined;
}

/**
 * Snapshots in the log's own file, so that they are never of another log than the one they lie beside. Nobody needs
 * them: a table that is emptied or gone costs the next start some time.
 */
export function createSqliteSnapshots(database: LogDatabase, options: SnapshotOptions): Snapshots {
  const { code, every = eventsWorthOne } = options;
  database.transaction(() => {
    database.exec(schema);
    database.prepare('DELETE FROM snapshots WHERE code <> ?').run([code]);
  });
  const select = database.prepare('SELECT place, state FROM snapshots WHERE name = ?');
  const upsert = database.prepare(
    'INSERT OR REPLACE INTO snapshots (name, place, code, state) VALUES (?, ?, ?, ?)',
  );
  return {
    every,
    async load(name) {
      const [row] = select.all([name]) as { place: number; state: ArrayBuffer | Uint8Array }[];
      return row === undefined ? undefined : readable(row.place, row.state);
    },
    async save(name, { place, state }) {
      const bytes = serialize(state);
      writeUnlessFailed(database, () => upsert.run([name, place, code, bytes]));
      return bytes.length;
    },
  };
}

const schema = `
  CREATE TABLE IF NOT EXISTS snapshots (
    name TEXT PRIMARY KEY,
    place INTEGER NOT NULL,
    code TEXT NOT NULL,
    state BLOB NOT NULL
  ) STRICT;
`;

/** One that cannot be read is none: what it held is in the log. */
function readable(place: number, state: ArrayBuffer | Uint8Array): Snapshot | undefined {
  try {
    const bytes = state instanceof Uint8Array ? state : new Uint8Array(state);
    return { place, state: deserialize(bytes) as unknown };
  } catch {
    return undefined;
  }
}

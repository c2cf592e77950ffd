/**
 * Looks at every event of a log, some at a time, while the process works: who starts from a snapshot reads only what came
 * after it, and damage before that would be found when it is too late to mend it without a loss.
 */
import { AtmsError } from '@atms/eventsourcing';
import type { LogDatabase } from './open-log-database.ts';

const eventsAtOnce = 1_000;
/** Between two portions: a portion takes two milliseconds or so. */
const pauseMs = 20;

export interface LookThrough {
  /** Resolves with the last portion; sooner when it is stopped. */
  readonly done: Promise<void>;
  stop(): void;
}

export interface LookThroughOptions {
  /** Position of the last event that is looked at; what comes later was written by this process. */
  readonly upTo: number;
  /** Told of the first damage, with which it ends: `log-damaged`. */
  readonly onDamage: (error: unknown) => void;
}

export function lookThrough(
  database: LogDatabase,
  { upTo, onDamage }: LookThroughOptions,
): LookThrough {
  const unreadable = database.prepare(
    `SELECT position FROM events WHERE position > ? AND position <= ?
      AND NOT (json_valid(data) AND json_valid(metadata)) LIMIT 1`,
  );
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let resolve = () => {};
  const done = new Promise<void>((finish) => {
    resolve = finish;
  });
  const end = () => {
    stopped = true;
    clearTimeout(timer);
    resolve();
  };
  const look = (after: number) => {
    if (stopped || after >= upTo) return end();
    try {
      const to = Math.min(upTo, after + eventsAtOnce);
      const [found] = unreadable.all([after, to]) as { position: number }[];
      if (found !== undefined) {
        throw damaged(database.path, found.position);
      }
      timer = setTimeout(() => look(to), pauseMs);
      timer.unref();
    } catch (error) {
      end();
      onDamage(error);
    }
  };
  timer = setTimeout(() => look(0), pauseMs);
  timer.unref();
  return { done, stop: end };
}

/** Without a survey of the file, which this process holds: reading it beside SQLite would give its lock away. */
function damaged(path: string, position: number): AtmsError {
  return new AtmsError(
    'log-damaged',
    `${path} is damaged: the event ${position} is no JSON. 'atms doctor' says what is still readable, 'atms doctor --repair' saves it; what was merged stays on its branch`,
    { fields: { path } },
  );
}

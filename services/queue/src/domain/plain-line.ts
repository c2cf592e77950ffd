/**
 * A line as a snapshot holds it: what the log told of it. The order of the candidates, and who waits for whom, follow
 * from that.
 */
import {
  createLineIndex,
  type Departure,
  type Heritage,
  type LineIndex,
  lock,
  stand,
} from './line-index.ts';
import type { Entry } from './line-messages.ts';

interface PlainLine {
  readonly entries: Map<string, Entry>;
  readonly left: Map<string, Departure>;
  readonly heritage: Map<string, Heritage>;
  readonly ready: Set<string>;
  /** The paths of each task that holds some. */
  readonly locks: Map<string, readonly string[]>;
  readonly arrivals: number;
}

export const plainLine = {
  toPlain({ entries, left, heritage, ready, locks, arrivals }: LineIndex): PlainLine {
    const held = [...locks.values()].map(({ taskId, paths }) => [taskId, paths] as const);
    return { entries, left, heritage, ready, locks: new Map(held), arrivals };
  },
  /** @param plain what `toPlain` made; it becomes part of the line. */
  fromPlain(plain: unknown): LineIndex {
    const { locks, entries, ...told } = plain as PlainLine;
    const line = { ...createLineIndex(), ...told };
    for (const entry of entries.values()) stand(line, entry);
    for (const [taskId, paths] of locks) lock(line, taskId, paths);
    return line;
  },
};

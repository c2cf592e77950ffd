/**
 * One line as its decisions look it up, kept so that a decision costs what it changes and not what waits.
 *
 * Owns: entries, departures, who is ready, who holds locks, what each task keeps over its attempts.
 * Does not own: the rules of what may become ready, nor in which order (`start-order.ts`).
 *
 * It is changed in place, by `applyToLine` alone. Who folds ahead of the log throws the index away when the append fails.
 *
 * 1. The candidates of `order` are exactly the entries that are not ready and whose dependencies have all left as
 *    completed.
 * 2. `ready` and `locks` name entries only; `heldBy` names the patterns of `locks`, of which no two are the same.
 * 3. `waitingFor` leads from a task that has not completed to every entry that depends on it; `missing` counts, for each
 *    entry, how many such tasks there are.
 */
import type { EventData, Priority, RemovalReason } from '@atms/contracts';
import { unreachable } from '@atms/eventsourcing';
import { type PathSet, readPaths } from '@atms/plan';
import type { Entry, NewEntry, QueueEvent } from './line-messages.ts';
import {
  addCandidate,
  createStartOrder,
  openWalls,
  removeCandidate,
  type StartOrder,
} from './start-order.ts';

export interface Departure {
  readonly attempt: number;
  readonly reason: RemovalReason;
}

export interface Lock {
  readonly taskId: string;
  readonly paths: readonly string[];
  /** The same one by one, as they were read. */
  readonly walls: readonly Wall[];
}

export interface Wall {
  readonly text: string;
  readonly paths: PathSet;
}

/** What a later attempt takes over from the ones before it. */
export interface Heritage {
  readonly queuedAt: string;
  /** A person's word on its base priority. */
  readonly word?: Priority;
}

export interface LineIndex {
  readonly entries: Map<string, Entry>;
  readonly left: Map<string, Departure>;
  readonly heritage: Map<string, Heritage>;
  readonly ready: Set<string>;
  readonly locks: Map<string, Lock>;
  /** Who has a pattern, as it is written, among the paths of its lock. */
  readonly heldBy: Map<string, string>;
  readonly waitingFor: Map<string, Set<string>>;
  readonly missing: Map<string, number>;
  readonly order: StartOrder;
  arrivals: number;
}

export function createLineIndex(): LineIndex {
  return {
    entries: new Map(),
    left: new Map(),
    heritage: new Map(),
    ready: new Set(),
    locks: new Map(),
    heldBy: new Map(),
    waitingFor: new Map(),
    missing: new Map(),
    order: createStartOrder(),
    arrivals: 0,
  };
}

/** @returns the same index, changed. */
export function applyToLine(line: LineIndex, event: QueueEvent): LineIndex {
  const { taskId } = event.data;
  switch (event.type) {
    case 'task.queued':
      enqueue(line, event.data);
      break;
    case 'lock.acquired':
      lock(line, taskId, event.data.paths);
      break;
    case 'task.ready':
      removeCandidate(line.order, taskId);
      line.ready.add(taskId);
      break;
    case 'queue.prioritized':
      prioritize(line, event.data);
      break;
    case 'queue.removed':
      remove(line, event.data);
      break;
    default:
      unreachable(event);
  }
  return line;
}

export function toWalls(paths: readonly string[]): readonly Wall[] {
  return paths.map((text) => ({ text, paths: readPaths([text]) }));
}

/** What an entry would be if it were queued next. */
export function toEntry(line: LineIndex, entry: NewEntry): Entry {
  return { ...entry, arrival: line.arrivals };
}

/** The dependencies of an entry that have not completed. */
export function missingOf(line: LineIndex, entry: NewEntry): readonly string[] {
  return [...new Set(entry.dependencies)].filter(
    (taskId) => line.left.get(taskId)?.reason !== 'completed',
  );
}

/** The entries that `taskId` alone still keeps from starting. */
export function freedBy(line: LineIndex, taskId: string): readonly Entry[] {
  return [...(line.waitingFor.get(taskId) ?? [])]
    .filter((waiting) => line.missing.get(waiting) === 1)
    .flatMap((waiting) => line.entries.get(waiting) ?? []);
}

function enqueue(line: LineIndex, queued: NewEntry): void {
  const { taskId, queuedAt } = queued;
  const entry = toEntry(line, queued);
  detach(line, taskId);
  line.arrivals += 1;
  line.heritage.set(taskId, { ...line.heritage.get(taskId), queuedAt });
  stand(line, entry);
}

/** Lets an entry wait for what it depends on, or be a candidate, unless it is ready. */
export function stand(line: LineIndex, entry: Entry): void {
  const { taskId } = entry;
  line.entries.set(taskId, entry);
  const missing = missingOf(line, entry);
  for (const dependency of missing) {
    const waiting = line.waitingFor.get(dependency) ?? new Set();
    line.waitingFor.set(dependency, waiting.add(taskId));
  }
  if (missing.length > 0) line.missing.set(taskId, missing.length);
  else if (!line.ready.has(taskId)) addCandidate(line.order, entry);
}

export function lock(line: LineIndex, taskId: string, paths: readonly string[]): void {
  line.locks.set(taskId, { taskId, paths, walls: toWalls(paths) });
  for (const text of paths) line.heldBy.set(text, taskId);
}

function unlock(line: LineIndex, taskId: string): void {
  const paths = line.locks.get(taskId)?.paths ?? [];
  line.locks.delete(taskId);
  for (const text of paths) line.heldBy.delete(text);
  openWalls(line.order, paths);
}

function prioritize(
  line: LineIndex,
  { taskId, priority, deadline }: EventData<'queue.prioritized'>,
): void {
  const known = line.entries.get(taskId);
  if (known === undefined) return;
  const entry = { ...known, priority, ...(deadline === undefined ? {} : { deadline }) };
  line.entries.set(taskId, entry);
  if (deadline === undefined) {
    line.heritage.set(taskId, { queuedAt: entry.queuedAt, word: priority });
  }
  if (!line.order.candidates.has(taskId)) return;
  removeCandidate(line.order, taskId);
  addCandidate(line.order, entry);
}

function remove(line: LineIndex, removed: { readonly taskId: string } & Departure): void {
  const { taskId, attempt, reason } = removed;
  detach(line, taskId);
  unlock(line, taskId);
  line.left.set(taskId, { attempt, reason });
  if (reason !== 'escalated') line.heritage.delete(taskId);
  if (reason === 'completed') countDown(line, taskId);
}

function countDown(line: LineIndex, completed: string): void {
  for (const taskId of line.waitingFor.get(completed) ?? []) {
    const missing = (line.missing.get(taskId) ?? 0) - 1;
    if (missing > 0) {
      line.missing.set(taskId, missing);
      continue;
    }
    line.missing.delete(taskId);
    const entry = line.entries.get(taskId);
    if (entry !== undefined) addCandidate(line.order, entry);
  }
  line.waitingFor.delete(completed);
}

function detach(line: LineIndex, taskId: string): void {
  const entry = line.entries.get(taskId);
  if (entry === undefined) return;
  line.entries.delete(taskId);
  line.missing.delete(taskId);
  if (!line.ready.delete(taskId)) removeCandidate(line.order, taskId);
  for (const dependency of entry.dependencies) line.waitingFor.get(dependency)?.delete(taskId);
}

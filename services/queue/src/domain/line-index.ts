/**
 * One line as its decisions look it up, kept so that a decision costs what it changes and not what waits.
 *
 * Owns: entries, departures, who is ready, who holds locks, and the order of what could start.
 * Does not own: the rules of what may become ready.
 *
 * It is changed in place, by `applyToLine` alone. Who folds ahead of the log throws the index away when the append fails.
 *
 * 1. `startable` holds exactly the entries that are not ready and whose dependencies have all left as completed,
 *    the most urgent first; of equals the one that was queued first.
 * 2. `ready` and `locks` name entries only.
 * 3. `waitingFor` leads from a task that has not completed to every entry that depends on it.
 */
import type { RemovalReason } from '@atms/contracts';
import { unreachable } from '@atms/eventsourcing';
import type { NewEntry, QueueEvent } from './line-messages.ts';
import { urgencyOf } from './urgency.ts';

export interface Entry extends NewEntry {
  readonly urgency: number;
  /** Counts what was queued on the line. */
  readonly arrival: number;
}

export interface Departure {
  readonly attempt: number;
  readonly reason: RemovalReason;
}

export interface LineIndex {
  readonly entries: Map<string, Entry>;
  readonly left: Map<string, Departure>;
  readonly ready: Set<string>;
  readonly locks: Map<string, Entry>;
  readonly startable: Entry[];
  readonly waitingFor: Map<string, Set<string>>;
  arrivals: number;
}

export function createLineIndex(): LineIndex {
  return {
    entries: new Map(),
    left: new Map(),
    ready: new Set(),
    locks: new Map(),
    startable: [],
    waitingFor: new Map(),
    arrivals: 0,
  };
}

/** @returns the same index, changed. */
export function applyToLine(line: LineIndex, event: QueueEvent): LineIndex {
  const { taskId } = event.data;
  switch (event.type) {
    case 'task.queued':
      enqueue(line, toEntry(line, event.data));
      break;
    case 'lock.acquired':
      withEntry(line, taskId, (entry) => line.locks.set(taskId, entry));
      break;
    case 'task.ready':
      withEntry(line, taskId, (entry) => {
        takeOut(line.startable, entry);
        line.ready.add(taskId);
      });
      break;
    case 'queue.removed':
      remove(line, event.data);
      break;
    default:
      unreachable(event);
  }
  return line;
}

/** What an entry would be if it were queued next. */
export function toEntry(line: LineIndex, entry: NewEntry): Entry {
  return { ...entry, urgency: urgencyOf(entry), arrival: line.arrivals };
}

/** Whether nothing that the entry depends on is missing, once `completing` has completed too. */
export function isStartable(line: LineIndex, entry: NewEntry, completing?: string): boolean {
  return entry.dependencies.every(
    (taskId) => taskId === completing || line.left.get(taskId)?.reason === 'completed',
  );
}

/** The entries that `taskId` alone still keeps from starting, the most urgent first. */
export function freedBy(line: LineIndex, taskId: string): readonly Entry[] {
  return [...(line.waitingFor.get(taskId) ?? [])]
    .flatMap((waiting) => line.entries.get(waiting) ?? [])
    .filter((entry) => isStartable(line, entry, taskId))
    .toSorted(byTurn);
}

/** What could start, without one task and with `added`, which is in order. */
export function* inTurn(
  line: LineIndex,
  change: { readonly without?: string; readonly added: readonly Entry[] },
): Generator<Entry> {
  const added = change.added.values();
  let next = added.next();
  for (const entry of line.startable) {
    if (entry.taskId === change.without) continue;
    for (; next.done !== true && byTurn(next.value, entry) < 0; next = added.next()) {
      yield next.value;
    }
    yield entry;
  }
  for (; next.done !== true; next = added.next()) yield next.value;
}

function enqueue(line: LineIndex, entry: Entry): void {
  const { taskId } = entry;
  const holdsLock = line.locks.has(taskId);
  detach(line, taskId);
  line.arrivals += 1;
  line.entries.set(taskId, entry);
  if (holdsLock) line.locks.set(taskId, entry);
  if (isStartable(line, entry)) putIn(line.startable, entry);
  for (const dependency of entry.dependencies) {
    if (line.left.get(dependency)?.reason === 'completed') continue;
    const waiting = line.waitingFor.get(dependency) ?? new Set();
    line.waitingFor.set(dependency, waiting.add(taskId));
  }
}

function remove(line: LineIndex, removed: { readonly taskId: string } & Departure): void {
  const { taskId, attempt, reason } = removed;
  detach(line, taskId);
  line.left.set(taskId, { attempt, reason });
  if (reason !== 'completed') return;
  for (const entry of freedBy(line, taskId)) putIn(line.startable, entry);
  line.waitingFor.delete(taskId);
}

function detach(line: LineIndex, taskId: string): void {
  withEntry(line, taskId, (entry) => {
    line.entries.delete(taskId);
    line.locks.delete(taskId);
    if (!line.ready.delete(taskId)) takeOut(line.startable, entry);
    for (const dependency of entry.dependencies) line.waitingFor.get(dependency)?.delete(taskId);
  });
}

function withEntry(line: LineIndex, taskId: string, act: (entry: Entry) => void): void {
  const entry = line.entries.get(taskId);
  if (entry !== undefined) act(entry);
}

function byTurn(one: Entry, other: Entry): number {
  return other.urgency - one.urgency || one.arrival - other.arrival;
}

function putIn(ordered: Entry[], entry: Entry): void {
  ordered.splice(placeOf(ordered, entry), 0, entry);
}

function takeOut(ordered: Entry[], entry: Entry): void {
  const place = placeOf(ordered, entry);
  if (ordered[place] === entry) ordered.splice(place, 1);
}

/** Where the entry stands, or would stand. */
function placeOf(ordered: readonly Entry[], entry: Entry): number {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const there = ordered[middle];
    if (there !== undefined && byTurn(there, entry) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

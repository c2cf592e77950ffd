/**
 * One line's entries, ends, locks and cap. Overlap and readiness are one decision, so they are one stream.
 *
 * 1. No two entries that hold locks have overlapping paths; a task gets all its paths at once or none.
 * 2. At most `cap` entries are ready; waiting and backing-off entries do not count.
 * 3. An entry becomes ready only after every dependency has left as completed.
 * 4. What has left at attempt n comes back only with a later attempt, and never after an end.
 */
import type { EventOf, Priority, RemovalReason } from '@atms/contracts';
import { accept, type Decider, type Decision, type Rejection, unreachable } from '@atms/eventsourcing';
import { becomingReady } from './readiness.ts';

export const queueEventTypes = [
  'task.queued',
  'lock.acquired',
  'task.ready',
  'queue.removed',
] as const;
export type QueueEvent = EventOf<(typeof queueEventTypes)[number]>;

export interface EntryKey {
  readonly lineId: string;
  readonly workflowId: string;
  readonly taskId: string;
  readonly attempt: number;
}

export interface Entry extends EntryKey {
  readonly dependencies: readonly string[];
  readonly paths: readonly string[];
  readonly priority: Priority;
  /** ISO instants. */
  readonly queuedAt: string;
  readonly notBefore?: string;
  readonly phase: 'waiting' | 'ready';
  readonly holdsLock: boolean;
}

/** What stands beside every command: the time, and what is paused now. */
export interface Moment {
  readonly at: string;
  readonly pausedWorkflows: readonly string[];
  readonly pausedTasks: readonly string[];
}

export type NewEntry = Omit<Entry, 'phase' | 'holdsLock'>;

export type QueueCommand = Moment &
  (
    | { readonly type: 'Enqueue'; readonly entry: NewEntry }
    | { readonly type: 'Remove'; readonly key: EntryKey; readonly reason: RemovalReason }
    | { readonly type: 'Look' }
  );

export interface Departure {
  readonly attempt: number;
  readonly reason: RemovalReason;
}

export interface LineState {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly left: ReadonlyMap<string, Departure>;
}

export interface LineSettings {
  /** Tasks in flight on one line. */
  readonly cap: number;
}

export function createLineDecider(
  settings: LineSettings,
): Decider<QueueCommand, LineState, QueueEvent, Rejection> {
  return {
    initialState: () => ({ entries: new Map(), left: new Map() }),
    evolve: evolveLine,
    decide: (command, state) => decideLine(settings, command, state),
  };
}

function evolveLine(state: LineState, event: QueueEvent): LineState {
  const { taskId } = event.data;
  switch (event.type) {
    case 'task.queued': {
      const holdsLock = state.entries.get(taskId)?.holdsLock ?? false;
      return withEntry(state, { ...event.data, phase: 'waiting', holdsLock });
    }
    case 'lock.acquired':
      return changeEntry(state, taskId, { holdsLock: true });
    case 'task.ready':
      return changeEntry(state, taskId, { phase: 'ready' });
    case 'queue.removed':
      return without(state, event.data);
    default:
      return unreachable(event);
  }
}

function withEntry(state: LineState, entry: Entry): LineState {
  return { ...state, entries: new Map(state.entries).set(entry.taskId, entry) };
}

function changeEntry(state: LineState, taskId: string, change: Partial<Entry>): LineState {
  const entry = state.entries.get(taskId);
  return entry === undefined ? state : withEntry(state, { ...entry, ...change });
}

function without(state: LineState, removed: EntryKey & { readonly reason: RemovalReason }): LineState {
  const { taskId, attempt, reason } = removed;
  const entries = new Map(state.entries);
  entries.delete(taskId);
  return { entries, left: new Map(state.left).set(taskId, { attempt, reason }) };
}

function decideLine(
  settings: LineSettings,
  command: QueueCommand,
  state: LineState,
): Decision<QueueEvent, never> {
  const first = firstEvents(command, state);
  if (first === undefined) return accept();
  const next = first.reduce(evolveLine, state);
  return accept(...first, ...becomingReady(settings, next, command));
}

/** What the command itself says, before it is seen what becomes ready by it; undefined when it says nothing new. */
function firstEvents(command: QueueCommand, state: LineState): readonly QueueEvent[] | undefined {
  switch (command.type) {
    case 'Enqueue':
      return isNews(state, command.entry) ? [queued(command.entry)] : undefined;
    case 'Remove':
      return leaves(state, command.key)
        ? [{ type: 'queue.removed', data: { ...command.key, reason: command.reason } }]
        : undefined;
    case 'Look':
      return [];
    default:
      return unreachable(command);
  }
}

function queued(entry: NewEntry): QueueEvent {
  return {
    type: 'task.queued',
    data: { ...entry, dependencies: [...entry.dependencies], paths: [...entry.paths] },
  };
}

function isNews(state: LineState, entry: NewEntry): boolean {
  const left = state.left.get(entry.taskId);
  if (left !== undefined && (left.reason !== 'escalated' || entry.attempt <= left.attempt)) {
    return false;
  }
  const known = state.entries.get(entry.taskId);
  return known === undefined || entry.attempt > known.attempt;
}

function leaves(state: LineState, key: EntryKey): boolean {
  const entry = state.entries.get(key.taskId);
  if (entry !== undefined) return key.attempt >= entry.attempt;
  const left = state.left.get(key.taskId);
  return left === undefined || key.attempt > left.attempt || left.reason === 'escalated';
}

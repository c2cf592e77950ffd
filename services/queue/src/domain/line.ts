/**
 * One line's entries, ends, locks and cap. Overlap and readiness are one decision, so they are one stream.
 *
 * 1. No two entries that hold locks have overlapping paths; a task gets all its paths at once or none.
 * 2. At most `cap` entries are ready; waiting and backing-off entries do not count.
 * 3. An entry becomes ready only after every dependency has left as completed.
 * 4. What has left at attempt n comes back only with a later attempt, and never after an end.
 */
import type { RemovalReason } from '@atms/contracts';
import {
  accept,
  type Decider,
  type Decision,
  type Rejection,
  unreachable,
} from '@atms/eventsourcing';
import {
  applyToLine,
  createLineIndex,
  freedBy,
  inTurn,
  isStartable,
  type LineIndex,
  toEntry,
} from './line-index.ts';
import type {
  EntryKey,
  LineSettings,
  NewEntry,
  QueueCommand,
  QueueEvent,
} from './line-messages.ts';
import { becomingReady, type Outlook } from './readiness.ts';

export function createLineDecider(
  settings: LineSettings,
): Decider<QueueCommand, LineIndex, QueueEvent, Rejection> {
  return {
    initialState: createLineIndex,
    evolve: applyToLine,
    decide: (command, line) => decideLine(settings, command, line),
  };
}

function decideLine(
  settings: LineSettings,
  command: QueueCommand,
  line: LineIndex,
): Decision<QueueEvent, never> {
  switch (command.type) {
    case 'Enqueue': {
      const { entry } = command;
      if (!isNews(line, entry)) return accept();
      return accept(queued(entry), ...becomingReady(settings, afterQueueing(line, entry), command));
    }
    case 'Remove': {
      if (!leaves(line, command)) return accept();
      const { key, reason } = command;
      const removed: QueueEvent = { type: 'queue.removed', data: { ...key, reason } };
      return accept(removed, ...becomingReady(settings, afterRemoval(line, command), command));
    }
    case 'Look':
      return accept(...becomingReady(settings, asItIs(line), command));
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

/** A later attempt than the one that is known, of a task that has not ended. */
function isNews(line: LineIndex, { taskId, attempt }: EntryKey): boolean {
  const left = line.left.get(taskId);
  if (left !== undefined && (left.reason !== 'escalated' || attempt <= left.attempt)) return false;
  const known = line.entries.get(taskId);
  return known === undefined || attempt > known.attempt;
}

interface Leaving {
  readonly key: EntryKey;
  readonly reason: RemovalReason;
}

/** An end is recorded once, also for a task that is not queued yet; a setting aside once for each attempt. */
function leaves(line: LineIndex, { key, reason }: Leaving): boolean {
  const entry = line.entries.get(key.taskId);
  if (entry !== undefined) return key.attempt >= entry.attempt;
  const left = line.left.get(key.taskId);
  if (left === undefined) return true;
  if (left.reason !== 'escalated') return false;
  return reason === 'escalated' ? key.attempt > left.attempt : key.attempt >= left.attempt;
}

function asItIs(line: LineIndex): Outlook {
  return { ready: line.ready.size, locks: line.locks, startable: line.startable };
}

/** The earlier attempt gives its place under the cap back and keeps its lock for this one. */
function afterQueueing(line: LineIndex, entry: NewEntry): Outlook {
  const { taskId } = entry;
  const added = isStartable(line, entry) ? [toEntry(line, entry)] : [];
  return {
    ready: readyWithout(line, taskId),
    locks: line.locks,
    startable: inTurn(line, { without: taskId, added }),
  };
}

function afterRemoval(line: LineIndex, { key, reason }: Leaving): Outlook {
  const { taskId } = key;
  const locks = new Map(line.locks);
  locks.delete(taskId);
  const added = reason === 'completed' ? freedBy(line, taskId) : [];
  return {
    ready: readyWithout(line, taskId),
    locks,
    startable: inTurn(line, { without: taskId, added }),
  };
}

function readyWithout(line: LineIndex, taskId: string): number {
  return line.ready.size - (line.ready.has(taskId) ? 1 : 0);
}

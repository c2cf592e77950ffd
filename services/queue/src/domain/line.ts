/**
 * One line's entries, ends, locks and cap. Overlap and readiness are one decision, so they are one stream.
 *
 * 1. No two entries that hold locks have overlapping paths; a task gets all its paths at once or none.
 * 2. At most `cap` entries are ready; waiting and backing-off entries do not count.
 * 3. An entry becomes ready only after every dependency has left as completed.
 * 4. What has left at attempt n comes back only with a later attempt, and never after an end.
 * 5. A later attempt is as old as the first one, and keeps the base priority that a person gave the task.
 */
import type { RemovalReason } from '@atms/contracts';
import {
  accept,
  type Decider,
  type Decision,
  reject,
  type Rejection,
  unreachable,
} from '@atms/eventsourcing';
import {
  applyToLine,
  createLineIndex,
  freedBy,
  type LineIndex,
  missingOf,
  toEntry,
} from './line-index.ts';
import type {
  Entry,
  EntryKey,
  LineRequest,
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
): Decision<QueueEvent, Rejection> {
  const ready = (outlook: Outlook) => becomingReady(settings, { ...outlook, line }, command);
  switch (command.type) {
    case 'Enqueue': {
      const entry = withHeritage(line, command.entry);
      if (!isNews(line, entry)) return accept();
      return accept(queued(entry), ...ready(afterQueueing(line, entry)));
    }
    case 'Remove': {
      if (!leaves(line, command)) return accept();
      const { key, reason } = command;
      const removed: QueueEvent = { type: 'queue.removed', data: { ...key, reason } };
      return accept(removed, ...ready(afterRemoval(line, command)));
    }
    case 'Prioritize': {
      const entry = line.entries.get(command.taskId);
      if (entry === undefined) return notQueued(line, command.taskId);
      // Another order frees nothing, so nothing becomes ready by it.
      return entry.priority === command.priority ? accept() : accept(prioritized(entry, command));
    }
    case 'SetDeadline': {
      const entry = line.entries.get(command.taskId);
      // Whoever is ready has had its turn, and each later attempt is queued with the task's deadline.
      if (entry === undefined || line.ready.has(command.taskId)) return accept();
      return entry.deadline === command.deadline ? accept() : accept(due(entry, command));
    }
    case 'Look':
      return accept(...ready(asItIs(line)));
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

type Prioritizing = Extract<LineRequest, { readonly type: 'Prioritize' }>;

function prioritized(entry: Entry, { priority, by }: Prioritizing): QueueEvent {
  const { lineId, workflowId, taskId, attempt } = entry;
  return {
    type: 'queue.prioritized',
    data: { lineId, workflowId, taskId, attempt, priority, by },
  };
}

function due(
  entry: Entry,
  { deadline, by }: Extract<LineRequest, { readonly type: 'SetDeadline' }>,
): QueueEvent {
  const { lineId, workflowId, taskId, attempt, priority } = entry;
  return {
    type: 'queue.prioritized',
    data: { lineId, workflowId, taskId, attempt, priority, deadline, by },
  };
}

function notQueued(line: LineIndex, taskId: string): Decision<never, Rejection> {
  const left = line.left.get(taskId);
  if (left === undefined) {
    return reject('not-queued', `Task ${taskId} is not queued yet; try again once it is`);
  }
  return left.reason === 'escalated'
    ? reject('not-queued', `Task ${taskId} waits for a person: retry it, then prioritize it`)
    : reject('task-already-ended', `Task ${taskId} has ${left.reason}: it will not run again`);
}

function withHeritage({ heritage }: LineIndex, entry: NewEntry): NewEntry {
  const inherited = heritage.get(entry.taskId);
  if (inherited === undefined) return entry;
  const { queuedAt, word } = inherited;
  return { ...entry, queuedAt, priority: word ?? entry.priority };
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
  return { ready: line.ready.size, added: [] };
}

/** The earlier attempt gives its place under the cap back and keeps its lock for this one. */
function afterQueueing(line: LineIndex, entry: NewEntry): Outlook {
  const { taskId } = entry;
  return {
    ready: readyWithout(line, taskId),
    without: taskId,
    added: missingOf(line, entry).length === 0 ? [toEntry(line, entry)] : [],
  };
}

function afterRemoval(line: LineIndex, { key, reason }: Leaving): Outlook {
  const { taskId } = key;
  return {
    ready: readyWithout(line, taskId),
    lettingGo: taskId,
    without: taskId,
    added: reason === 'completed' ? freedBy(line, taskId) : [],
  };
}

function readyWithout(line: LineIndex, taskId: string): number {
  return line.ready.size - (line.ready.has(taskId) ? 1 : 0);
}

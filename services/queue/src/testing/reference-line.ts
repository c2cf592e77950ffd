/**
 * The rules of a line once more, without any index: everything is looked up in all events, each time anew. It is slow and
 * plain, so that it can be compared with the rules by reading; the line itself is compared with it by random runs.
 */
import { instantAfter, msBetween, type Priority } from '@atms/contracts';
import { pathSetsOverlap } from '@atms/plan';
import type {
  EntryKey,
  LineSettings,
  Moment,
  NewEntry,
  QueueCommand,
  QueueEvent,
} from '../domain/line-messages.ts';

export interface ReferenceEntry {
  readonly entry: NewEntry;
  readonly ready: boolean;
  readonly holdsLock: boolean;
}

export interface ReferenceLine {
  /** In the order in which they were queued. */
  readonly entries: readonly ReferenceEntry[];
  readonly left: ReadonlyMap<string, { readonly attempt: number; readonly reason: string }>;
  /** What was heard first and last of each task, over all of its attempts. */
  readonly firstQueued: ReadonlyMap<string, string>;
  readonly words: ReadonlyMap<string, Priority>;
}

export function referenceLine(events: readonly QueueEvent[]): ReferenceLine {
  const nothing = { entries: [], left: new Map(), firstQueued: new Map(), words: new Map() };
  return events.reduce<ReferenceLine>(after, nothing);
}

export function referenceDecision(
  settings: LineSettings,
  line: ReferenceLine,
  command: QueueCommand,
): readonly QueueEvent[] {
  const first = firstEvents(line, command);
  if (first === undefined) return [];
  if (command.type === 'Prioritize' || command.type === 'SetDeadline') return first;
  return [...first, ...becomingReady(settings, first.reduce(after, line), command)];
}

function after(line: ReferenceLine, event: QueueEvent): ReferenceLine {
  const { taskId } = event.data;
  const before = line.entries.find(({ entry }) => entry.taskId === taskId);
  const others = line.entries.filter((one) => one !== before);
  const change = (changed: Partial<ReferenceEntry>) =>
    line.entries.map((one) => (one === before ? { ...one, ...changed } : one));
  switch (event.type) {
    case 'task.queued': {
      const entry = event.data;
      const holdsLock = before?.holdsLock ?? false;
      return {
        ...line,
        entries: [...others, { entry, ready: false, holdsLock }],
        firstQueued: new Map([[taskId, entry.queuedAt], ...line.firstQueued]),
      };
    }
    case 'lock.acquired':
      return { ...line, entries: change({ holdsLock: true }) };
    case 'task.ready':
      return { ...line, entries: change({ ready: true }) };
    case 'queue.prioritized': {
      if (before === undefined) return line;
      const { priority, deadline } = event.data;
      if (deadline !== undefined) {
        return { ...line, entries: change({ entry: { ...before.entry, deadline } }) };
      }
      const words = new Map(line.words).set(taskId, priority);
      return { ...line, words, entries: change({ entry: { ...before.entry, priority } }) };
    }
    case 'queue.removed':
      return { ...line, entries: others, left: new Map(line.left).set(taskId, event.data) };
  }
}

function firstEvents(
  line: ReferenceLine,
  command: QueueCommand,
): readonly QueueEvent[] | undefined {
  switch (command.type) {
    case 'Look':
      return [];
    case 'Enqueue': {
      const { entry } = command;
      const { taskId, dependencies, paths } = entry;
      const queuedAt = line.firstQueued.get(taskId) ?? entry.queuedAt;
      const priority = line.words.get(taskId) ?? entry.priority;
      const lists = { dependencies: [...dependencies], paths: [...paths] };
      const data = { ...entry, ...lists, queuedAt, priority };
      return isLater(line, entry) ? [{ type: 'task.queued', data }] : undefined;
    }
    case 'Remove': {
      const data = { ...command.key, reason: command.reason };
      return isNews(line, data) ? [{ type: 'queue.removed', data }] : undefined;
    }
    case 'Prioritize': {
      const entry = known(line, command.taskId);
      if (entry === undefined || entry.priority === command.priority) return undefined;
      const { lineId, workflowId, taskId, attempt } = entry;
      const { priority, by } = command;
      const data = { lineId, workflowId, taskId, attempt, priority, by };
      return [{ type: 'queue.prioritized', data }];
    }
    case 'SetDeadline': {
      const waiting = line.entries.find(
        ({ entry, ready }) => entry.taskId === command.taskId && !ready,
      );
      if (waiting === undefined || waiting.entry.deadline === command.deadline) return undefined;
      const { lineId, workflowId, taskId, attempt, priority } = waiting.entry;
      const { deadline, by } = command;
      const data = { lineId, workflowId, taskId, attempt, priority, deadline, by };
      return [{ type: 'queue.prioritized', data }];
    }
  }
}

function known(line: ReferenceLine, taskId: string): NewEntry | undefined {
  return line.entries.find(({ entry }) => entry.taskId === taskId)?.entry;
}

function hasEnded({ left }: ReferenceLine, taskId: string): boolean {
  const reason = left.get(taskId)?.reason;
  return reason !== undefined && reason !== 'escalated';
}

function isLater(line: ReferenceLine, { taskId, attempt }: EntryKey): boolean {
  const latest = Math.max(known(line, taskId)?.attempt ?? 0, line.left.get(taskId)?.attempt ?? 0);
  return attempt > latest && !hasEnded(line, taskId);
}

function isNews(line: ReferenceLine, removed: EntryKey & { readonly reason: string }): boolean {
  const { taskId, attempt, reason } = removed;
  const entry = known(line, taskId);
  if (entry !== undefined) return attempt >= entry.attempt;
  if (hasEnded(line, taskId)) return false;
  const aside = line.left.get(taskId)?.attempt ?? 0;
  return reason === 'escalated' ? attempt > aside : attempt >= aside;
}

const points: Readonly<Record<Priority, number>> = { critical: 100, high: 75, medium: 50, low: 25 };

/** The points of an entry, written out once more. */
function score(entry: NewEntry, at: string): number {
  const isLate = entry.deadline !== undefined && instantAfter(at, 4 * 3_600_000) > entry.deadline;
  return (
    points[entry.priority] +
    minutesOf(entry, at) +
    (isLate ? 30 : 0) +
    (entry.onCriticalPath === true ? 20 : 0) +
    Math.min(25, 10 * (entry.blocks ?? 0))
  );
}

function minutesOf({ queuedAt }: NewEntry, at: string): number {
  return msBetween(queuedAt, at) / 60_000;
}

/** Overdue before all others; then by points, to the millisecond; then as they came. */
function compare(one: NewEntry, other: NewEntry, at: string): number {
  const overdue = (entry: NewEntry) => (minutesOf(entry, at) >= 24 * 60 ? 1 : 0);
  const difference = score(other, at) - score(one, at);
  return overdue(other) - overdue(one) || Math.round(difference * 60_000);
}

function becomingReady(
  { cap }: LineSettings,
  line: ReferenceLine,
  moment: Moment,
): readonly QueueEvent[] {
  const holders = line.entries.filter(({ holdsLock }) => holdsLock).map(({ entry }) => entry);
  const inTurn = line.entries
    .filter((one) => !one.ready && mayStart(line, one.entry, moment))
    .toSorted((one, other) => compare(one.entry, other.entry, moment.at));
  let free = cap - line.entries.filter(({ ready }) => ready).length;
  const events: QueueEvent[] = [];
  for (const { entry, holdsLock } of inTurn) {
    const { lineId, workflowId, taskId, attempt, paths } = entry;
    const needsLock = paths.length > 0 && !holdsLock;
    const isLocked = needsLock && holders.some((holder) => pathSetsOverlap(holder.paths, paths));
    if (free <= 0 || isLocked) continue;
    const data = { lineId, workflowId, taskId, attempt };
    if (needsLock) {
      holders.push(entry);
      events.push({ type: 'lock.acquired', data: { ...data, paths: [...paths] } });
    }
    events.push({ type: 'task.ready', data });
    free -= 1;
  }
  return events;
}

function mayStart({ left }: ReferenceLine, entry: NewEntry, moment: Moment): boolean {
  return (
    entry.dependencies.every((taskId) => left.get(taskId)?.reason === 'completed') &&
    (entry.notBefore === undefined || entry.notBefore <= moment.at) &&
    !moment.pauses.tasks.has(entry.taskId) &&
    !moment.pauses.workflows.has(entry.workflowId)
  );
}

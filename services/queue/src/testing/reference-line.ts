/**
 * The rules of a line once more, without any index: everything is looked up in all events, each time anew. It is slow and
 * plain, so that it can be compared with the rules by reading; the line itself is compared with it by random runs.
 */
import { msBetween, type Priority } from '@atms/contracts';
import { pathSetsOverlap } from '@atms/plan';
import type {
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
}

export function referenceLine(events: readonly QueueEvent[]): ReferenceLine {
  return events.reduce(after, { entries: [], left: new Map() });
}

export function referenceDecision(
  settings: LineSettings,
  line: ReferenceLine,
  command: QueueCommand,
): readonly QueueEvent[] {
  const first = firstEvents(line, command);
  if (first === undefined) return [];
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
      const holdsLock = before?.holdsLock ?? false;
      return { ...line, entries: [...others, { entry: event.data, ready: false, holdsLock }] };
    }
    case 'lock.acquired':
      return { ...line, entries: change({ holdsLock: true }) };
    case 'task.ready':
      return { ...line, entries: change({ ready: true }) };
    case 'queue.removed':
      return { entries: others, left: new Map(line.left).set(taskId, event.data) };
  }
}

function firstEvents(
  line: ReferenceLine,
  command: QueueCommand,
): readonly QueueEvent[] | undefined {
  if (command.type === 'Look') return [];
  const { taskId, attempt } = command.type === 'Enqueue' ? command.entry : command.key;
  const known = line.entries.find(({ entry }) => entry.taskId === taskId)?.entry.attempt;
  const left = line.left.get(taskId);
  const hasEnded = left !== undefined && left.reason !== 'escalated';
  if (hasEnded && known === undefined) return undefined;
  if (command.type === 'Enqueue') {
    if (attempt <= Math.max(known ?? 0, left?.attempt ?? 0)) return undefined;
    const { dependencies, paths } = command.entry;
    const data = { ...command.entry, dependencies: [...dependencies], paths: [...paths] };
    return [{ type: 'task.queued', data }];
  }
  const isLate =
    known === undefined
      ? attempt < (left?.attempt ?? 0) ||
        (command.reason === 'escalated' && attempt === left?.attempt)
      : attempt < known;
  if (isLate) return undefined;
  return [{ type: 'queue.removed', data: { ...command.key, reason: command.reason } }];
}

const points: Readonly<Record<Priority, number>> = { critical: 100, high: 75, medium: 50, low: 25 };

function becomingReady(
  { cap }: LineSettings,
  line: ReferenceLine,
  moment: Moment,
): readonly QueueEvent[] {
  const score = ({ priority, queuedAt }: NewEntry) =>
    points[priority] + msBetween(queuedAt, moment.at) / 60_000;
  const holders = line.entries.filter(({ holdsLock }) => holdsLock).map(({ entry }) => entry);
  const inTurn = line.entries
    .filter((one) => !one.ready && mayStart(line, one.entry, moment))
    .toSorted((one, other) => score(other.entry) - score(one.entry));
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
    !moment.pausedTasks.includes(entry.taskId) &&
    !moment.pausedWorkflows.includes(entry.workflowId)
  );
}

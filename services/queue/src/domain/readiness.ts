/** What may run now, in which order. Never in waves: each change of the line is looked at by itself. */
import { msBetween, type Priority } from '@atms/contracts';
import { pathSetsOverlap } from '@atms/plan';
import type { Entry, LineSettings, LineState, Moment, QueueEvent } from './line.ts';

const base: Readonly<Record<Priority, number>> = { critical: 100, high: 75, medium: 50, low: 25 };

/** One point a minute: after 75 minutes a task of low priority is level with a fresh critical one. */
const pointsPerMs = 1 / 60_000;

export function score(entry: Pick<Entry, 'priority' | 'queuedAt'>, at: string): number {
  return base[entry.priority] + Math.max(0, msBetween(entry.queuedAt, at)) * pointsPerMs;
}

/** The events that make ready what the cap, the locks and the dependencies allow, best score first. */
export function becomingReady(
  settings: LineSettings,
  state: LineState,
  moment: Moment,
): readonly QueueEvent[] {
  const held = [...state.entries.values()].filter((entry) => entry.holdsLock);
  let free = settings.cap - countReady(state);
  const events: QueueEvent[] = [];
  for (const entry of candidates(state, moment)) {
    if (free <= 0) break;
    const wantsLock = entry.paths.length > 0 && !entry.holdsLock;
    if (wantsLock && held.some((holder) => pathSetsOverlap(holder.paths, entry.paths))) continue;
    if (wantsLock) {
      held.push(entry);
      events.push({ type: 'lock.acquired', data: { ...keyOf(entry), paths: [...entry.paths] } });
    }
    events.push({ type: 'task.ready', data: keyOf(entry) });
    free -= 1;
  }
  return events;
}

function countReady(state: LineState): number {
  let ready = 0;
  for (const entry of state.entries.values()) if (entry.phase === 'ready') ready += 1;
  return ready;
}

function candidates(state: LineState, moment: Moment): readonly Entry[] {
  const at = moment.at;
  return [...state.entries.values()]
    .filter((entry) => entry.phase === 'waiting' && mayStart(state, entry, moment))
    .map((entry) => ({ entry, score: score(entry, at) }))
    .toSorted((a, b) => b.score - a.score)
    .map(({ entry }) => entry);
}

function mayStart(state: LineState, entry: Entry, moment: Moment): boolean {
  return (
    (entry.notBefore === undefined || msBetween(entry.notBefore, moment.at) >= 0) &&
    !moment.pausedTasks.includes(entry.taskId) &&
    !moment.pausedWorkflows.includes(entry.workflowId) &&
    entry.dependencies.every((taskId) => state.left.get(taskId)?.reason === 'completed')
  );
}

function keyOf({ lineId, workflowId, taskId, attempt }: Entry) {
  return { lineId, workflowId, taskId, attempt };
}

/** What may run now, in which order. Never in waves: each change of the line is looked at by itself. */
import { msBetween } from '@atms/contracts';
import { pathSetsOverlap } from '@atms/plan';
import type { Entry } from './line-index.ts';
import type { LineSettings, Moment, NewEntry, QueueEvent } from './line-messages.ts';

/** A line as it will be after what has just been decided. */
export interface Outlook {
  readonly ready: number;
  /** Who holds a lock, by task. */
  readonly locks: ReadonlyMap<string, NewEntry>;
  /** Entries whose dependencies have completed, in turn. */
  readonly startable: Iterable<Entry>;
}

/** The events that make ready what the cap and the locks allow. */
export function becomingReady(
  settings: LineSettings,
  outlook: Outlook,
  moment: Moment,
): readonly QueueEvent[] {
  let free = settings.cap - outlook.ready;
  if (free <= 0) return [];
  const locks = createLocks(outlook.locks);
  const events: QueueEvent[] = [];
  for (const entry of outlook.startable) {
    if (!mayStart(entry, moment)) continue;
    const taken = locks.take(entry);
    if (taken === 'refused') continue;
    if (taken === 'acquired') {
      events.push({ type: 'lock.acquired', data: { ...keyOf(entry), paths: [...entry.paths] } });
    }
    events.push({ type: 'task.ready', data: keyOf(entry) });
    free -= 1;
    if (free === 0) break;
  }
  return events;
}

function mayStart(entry: Entry, moment: Moment): boolean {
  return (
    (entry.notBefore === undefined || msBetween(entry.notBefore, moment.at) >= 0) &&
    !moment.pausedTasks.includes(entry.taskId) &&
    !moment.pausedWorkflows.includes(entry.workflowId)
  );
}

/** Hands out locks beside those that are held. All of a task's paths at once, or none. */
function createLocks(heldBefore: ReadonlyMap<string, NewEntry>) {
  const held = new Map(heldBefore);
  // Many tasks may name the same paths: one refusal answers for all of them.
  const refused = new Set<string>();
  return {
    take(entry: Entry): 'not-needed' | 'acquired' | 'refused' {
      const { taskId, paths } = entry;
      if (paths.length === 0 || held.has(taskId)) return 'not-needed';
      const asked = paths.join('\n');
      if (refused.has(asked)) return 'refused';
      if ([...held.values()].some((holder) => pathSetsOverlap(holder.paths, paths))) {
        refused.add(asked);
        return 'refused';
      }
      held.set(taskId, entry);
      return 'acquired';
    },
  };
}

function keyOf({ lineId, workflowId, taskId, attempt }: Entry) {
  return { lineId, workflowId, taskId, attempt };
}

import { createHeap } from './heap.ts';
import type { Heap } from './heap.ts';
import { dependantsOf, tailLengths } from './graph.ts';
import type { TimedTask } from './graph.ts';

export interface ScheduledTask {
  readonly planTaskId: string;
  readonly startMs: number;
  readonly endMs: number;
  /** From 0 to one less than the number of agents. */
  readonly slot: number;
}

/** Times are milliseconds from the start of the work. */
export interface Forecast {
  /** The effort: all tasks one after the other. */
  readonly sequentialMs: number;
  /** The wall clock: until the last task ends. */
  readonly makespanMs: number;
  /** In the order of their starts. */
  readonly schedule: readonly ScheduledTask[];
}

/**
 * List scheduling: whenever a slot is free, the ready task with the longest tail takes it; never in waves. Of equal
 * tails the one named first. It knows neither locks, nor priorities, nor who is able to do what, so it is a forecast
 * and no promise. O((tasks + dependencies) log tasks).
 * @throws RangeError when `agents` is not a whole number of at least 1.
 */
export const forecast = (tasks: readonly TimedTask[], agents: number): Forecast => {
  if (!Number.isInteger(agents) || agents < 1)
    throw new RangeError(`A forecast needs at least one agent, not ${agents}`);
  const readiness = createReadiness(inOrderOfTails(tasks));
  const schedule: ScheduledTask[] = [];
  const running = createHeap<ScheduledTask>((one, other) => one.endMs - other.endMs);
  const freeSlots = createHeap<number>((one, other) => one - other);
  for (let slot = 0; slot < Math.min(agents, tasks.length); slot += 1) freeSlots.add(slot);
  for (let nowMs = 0; ; nowMs = running.least()?.endMs ?? nowMs) {
    for (const task of takeEnded(running, nowMs)) {
      freeSlots.add(task.slot);
      readiness.end(task.planTaskId);
    }
    for (const task of startAt(nowMs, freeSlots, readiness)) {
      schedule.push(task);
      running.add(task);
    }
    if (running.least() === undefined) break;
  }
  return {
    sequentialMs: tasks.reduce((sum, task) => sum + task.estimateMs, 0),
    makespanMs: schedule.reduce((latest, task) => Math.max(latest, task.endMs), 0),
    schedule,
  };
};

const takeEnded = (running: Heap<ScheduledTask>, nowMs: number): readonly ScheduledTask[] => {
  const ended: ScheduledTask[] = [];
  for (
    let next = running.least();
    next !== undefined && next.endMs <= nowMs;
    next = running.least()
  )
    ended.push(...takenFrom(running));
  return ended;
};

const takenFrom = <Entry>(heap: Heap<Entry>): readonly Entry[] => {
  const entry = heap.take();
  return entry === undefined ? [] : [entry];
};

const startAt = (
  nowMs: number,
  freeSlots: Heap<number>,
  readiness: Readiness,
): readonly ScheduledTask[] => {
  const started: ScheduledTask[] = [];
  for (let slot = freeSlots.least(); slot !== undefined; slot = freeSlots.least()) {
    const task = readiness.take();
    if (task === undefined) break;
    freeSlots.take();
    const { planTaskId, estimateMs } = task;
    started.push({ planTaskId, startMs: nowMs, endMs: nowMs + estimateMs, slot });
  }
  return started;
};

const inOrderOfTails = (tasks: readonly TimedTask[]): readonly TimedTask[] => {
  const tails = tailLengths(tasks);
  const tailOf = (task: TimedTask): number => tails.get(task.planTaskId) ?? 0;
  return tasks.toSorted((one, other) => tailOf(other) - tailOf(one));
};

interface Readiness {
  readonly end: (planTaskId: string) => void;
  /** The first ready task in the given order; it is given out once. */
  readonly take: () => TimedTask | undefined;
}

/** Which tasks may start: those whose dependencies have all ended. */
const createReadiness = (ordered: readonly TimedTask[]): Readiness => {
  const dependants = dependantsOf(ordered);
  const rank = new Map(ordered.map((task, index) => [task.planTaskId, index]));
  const openDependencies = new Map(
    ordered.map((task) => [
      task.planTaskId,
      new Set(task.dependencies.filter((id) => rank.has(id))),
    ]),
  );
  const isReady = (id: string): boolean => openDependencies.get(id)?.size === 0;
  const ready = createHeap<number>((one, other) => one - other);
  for (const [index, task] of ordered.entries()) if (isReady(task.planTaskId)) ready.add(index);
  return {
    end: (planTaskId) => {
      const waiting = dependants.get(planTaskId) ?? [];
      for (const id of waiting) openDependencies.get(id)?.delete(planTaskId);
      for (const index of waiting.filter(isReady).map((id) => rank.get(id)))
        if (index !== undefined) ready.add(index);
    },
    take: () => {
      const next = ready.take();
      return next === undefined ? undefined : ordered[next];
    },
  };
};

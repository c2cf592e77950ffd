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
 * and no promise.
 * @throws RangeError when `agents` is not a whole number of at least 1.
 */
export const forecast = (tasks: readonly TimedTask[], agents: number): Forecast => {
  if (!Number.isInteger(agents) || agents < 1)
    throw new RangeError(`A forecast needs at least one agent, not ${agents}`);
  const byTail = inOrderOfTails(tasks);
  const readiness = createReadiness(byTail);
  const schedule: ScheduledTask[] = [];
  let running: readonly ScheduledTask[] = [];
  for (let nowMs = 0; ; nowMs = earliestEnd(running)) {
    const ended = running.filter((task) => task.endMs <= nowMs);
    running = running.filter((task) => task.endMs > nowMs);
    for (const task of ended) readiness.end(task.planTaskId);
    const started = startAt(nowMs, freeSlots(agents, running, tasks.length), readiness);
    schedule.push(...started);
    running = [...running, ...started];
    if (running.length === 0) break;
  }
  return {
    sequentialMs: tasks.reduce((sum, task) => sum + task.estimateMs, 0),
    makespanMs: schedule.reduce((latest, task) => Math.max(latest, task.endMs), 0),
    schedule,
  };
};

const startAt = (
  nowMs: number,
  slots: readonly number[],
  readiness: Readiness,
): readonly ScheduledTask[] =>
  slots.flatMap((slot) => {
    const task = readiness.take();
    return task === undefined
      ? []
      : [{ planTaskId: task.planTaskId, startMs: nowMs, endMs: nowMs + task.estimateMs, slot }];
  });

const freeSlots = (
  agents: number,
  running: readonly ScheduledTask[],
  tasks: number,
): readonly number[] => {
  const taken = new Set(running.map((task) => task.slot));
  return Array.from({ length: Math.min(agents, tasks) }, (_, slot) => slot).filter(
    (slot) => !taken.has(slot),
  );
};

const earliestEnd = (running: readonly ScheduledTask[]): number =>
  running.reduce((earliest, task) => Math.min(earliest, task.endMs), Number.POSITIVE_INFINITY);

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
  let ready = ordered.flatMap((task, index) => (isReady(task.planTaskId) ? [index] : []));
  return {
    end: (planTaskId) => {
      const waiting = dependants.get(planTaskId) ?? [];
      for (const id of waiting) openDependencies.get(id)?.delete(planTaskId);
      const freed = waiting.filter(isReady).flatMap((id) => rank.get(id) ?? []);
      if (freed.length > 0) ready = [...ready, ...freed].toSorted((one, other) => one - other);
    },
    take: () => {
      const next = ready.shift();
      return next === undefined ? undefined : ordered[next];
    },
  };
};

import { forecast } from './forecast.ts';
import { criticalPath } from './graph.ts';
import type { TimedTask } from './graph.ts';

export interface ForecastRow {
  readonly agents: number;
  readonly makespanMs: number;
  /** No number of agents above this one makes it another time. */
  readonly orMore: boolean;
}

const mostRows = 8;
/** Up to here every number of agents is tried before it is said that none changes anything. */
const mostTried = 64;

/**
 * The wall clock with one agent, two, three, ... as far as one more makes it shorter. With list scheduling one agent
 * more can make it longer, so the last row says `orMore` only where that was tried.
 */
export const forecastTable = (tasks: readonly TimedTask[]): readonly ForecastRow[] => {
  const { lengthMs } = criticalPath(tasks);
  const most = mostAtOnce(tasks);
  const rows: ForecastRow[] = [];
  for (let agents = 1; agents <= Math.min(mostRows, most); agents += 1) {
    const { makespanMs } = forecast(tasks, agents);
    const orMore = makespanMs <= lengthMs && isSameWithMore(tasks, { agents, most, makespanMs });
    rows.push({ agents, makespanMs, orMore });
    if (orMore) break;
  }
  return rows;
};

interface Tried {
  readonly agents: number;
  readonly most: number;
  readonly makespanMs: number;
}

const isSameWithMore = (
  tasks: readonly TimedTask[],
  { agents, most, makespanMs }: Tried,
): boolean => {
  if (most > mostTried) return false;
  const further = Array.from(
    { length: Math.max(0, most - agents) },
    (_, index) => agents + 1 + index,
  );
  return further.every((more) => forecast(tasks, more).makespanMs === makespanMs);
};

/** Agents that are ever busy at once when there are enough: more of them change nothing. */
const mostAtOnce = (tasks: readonly TimedTask[]): number =>
  forecast(tasks, Math.max(1, tasks.length)).schedule.reduce(
    (most, { slot }) => Math.max(most, slot + 1),
    1,
  );

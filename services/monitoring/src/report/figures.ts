import { plainText } from './plain-text.ts';
import { attemptEffortMs, effortByTask, longestChain, sum, wallClockMs } from './efforts.ts';
import { qualityFigures } from './quality-figures.ts';
import { shareFigure } from './share-figure.ts';
import type { AttemptRow } from '../projections/tables.ts';
import type { Figure, ReportRows } from './workflow-report.ts';

export interface Figures {
  readonly figures: readonly Figure[];
  readonly criticalPath: readonly string[];
}

/** Every figure says its formula, so that nobody compares effort with wall clock unawares. */
export function figuresOf(rows: ReportRows): Figures {
  const { tasks, attempts, asOf } = rows;
  const efforts = effortByTask(attempts, asOf);
  const effort = sum([...efforts.values()]);
  const wall = wallClockMs(rows.workflow, asOf);
  const ended = rows.workflow.endedAt !== null;
  const actual = longestChain(tasks, (task) => efforts.get(task.taskId) ?? 0);
  const estimated = longestChain(tasks, (task) => task.estimateMs);
  return {
    criticalPath: actual.path,
    figures: [
      ...clocks({ effort, wall, ended, attempts: attempts.filter(hasBegun).length, chain: actual }),
      {
        key: 'estimated-effort',
        title: 'Estimated effort',
        value: sum(tasks.map((task) => task.estimateMs)),
        unit: 'ms',
        formula: `sum of the plan's estimates of ${tasks.length} tasks`,
      },
      {
        key: 'estimated-critical-path',
        title: 'Estimated critical path',
        value: estimated.lengthMs,
        unit: 'ms',
        formula: `longest chain of estimates: ${chainText(estimated.path)}`,
      },
      ...planned(rows, { effort, wall }),
      ...useOfTime(rows, effort, wall),
      ...qualityFigures(rows, efforts),
      ...usageFigures(rows),
    ],
  };
}

/** One that is open and waits for its turn has taken nobody's time. */
function hasBegun({ startedAt }: AttemptRow): boolean {
  return startedAt !== null;
}

interface Clocks {
  readonly effort: number;
  readonly wall: number | null;
  readonly ended: boolean;
  readonly attempts: number;
  readonly chain: { readonly path: readonly string[]; readonly lengthMs: number };
}

function clocks({ effort, wall, ended, attempts, chain }: Clocks): readonly Figure[] {
  return [
    {
      key: 'effort',
      title: 'Effort',
      value: effort,
      unit: 'ms',
      formula: `sum of the durations of ${attempts} attempts`,
    },
    {
      key: 'wall-clock',
      title: 'Wall clock',
      value: wall,
      unit: 'ms',
      formula: 'from the approval of the plan to the end',
      ...(ended ? {} : { note: wall === null ? 'not approved yet' : 'not ended: up to now' }),
    },
    {
      key: 'critical-path',
      title: 'Critical path',
      value: chain.lengthMs,
      unit: 'ms',
      formula: `longest chain of efforts: ${chainText(chain.path)}`,
    },
  ];
}

/** Plan against actual. Only tasks with an estimate count, so that the two sides speak of the same work. */
function planned(
  { tasks, attempts, asOf }: ReportRows,
  { wall }: Pick<Clocks, 'effort' | 'wall'>,
): readonly Figure[] {
  const efforts = effortByTask(attempts, asOf);
  const estimated = tasks.filter(
    ({ taskId, estimateMs }) => estimateMs > 0 && (efforts.get(taskId) ?? 0) > 0,
  );
  const estimates = sum(estimated.map(({ estimateMs }) => estimateMs));
  const actual = sum(estimated.map(({ taskId }) => efforts.get(taskId) ?? 0));
  const retries = attempts.filter((one) => one.attempt > 1 && hasBegun(one));
  return [
    {
      key: 'variance',
      title: 'Variance',
      value: estimates === 0 ? null : actual - estimates,
      unit: 'ms',
      formula: `actual − estimated effort of the ${estimated.length} tasks that have both`,
    },
    {
      key: 'rework',
      title: 'Rework',
      value: sum(retries.map((attempt) => attemptEffortMs(attempt, asOf))),
      unit: 'ms',
      formula: `effort of the ${retries.length} attempts that were not the first of their task`,
    },
    {
      key: 'idle',
      title: 'Beyond the critical path',
      value:
        wall === null
          ? null
          : wall - longestChain(tasks, (task) => efforts.get(task.taskId) ?? 0).lengthMs,
      unit: 'ms',
      formula: 'wall clock − critical path: waiting, checks and merges',
    },
  ];
}

function useOfTime(rows: ReportRows, effort: number, wall: number | null): readonly Figure[] {
  const slots = slotsOf(rows);
  const known = wall !== null && wall > 0;
  const saved = known && effort > 0 ? 1 - wall / effort : null;
  const used = known && slots > 0 ? effort / (slots * wall) : null;
  return [
    {
      key: 'parallelism',
      title: 'Parallelism',
      value: known ? effort / wall : null,
      unit: 'factor',
      formula: 'effort / wall clock: agents at work on average',
    },
    shareFigure(saved, {
      key: 'parallelization',
      title: 'Saved by parallel work',
      formula: '1 − wall clock / effort',
    }),
    shareFigure(used, {
      key: 'agent-utilization',
      title: 'Agent utilization',
      formula: `effort / (${slots} slots × wall clock)`,
    }),
  ];
}

/** The slots of the agents that had a part in it. */
function slotsOf({ agents, assignments }: ReportRows): number {
  const involved = new Set(assignments.map((one) => one.agentId));
  return sum(agents.filter((agent) => involved.has(agent.agentId)).map((agent) => agent.slots));
}

function usageFigures({ attempts }: ReportRows): readonly Figure[] {
  const begun = attempts.filter(hasBegun);
  const reported = attempts.filter((attempt) => attempt.costUsd !== null);
  if (reported.length === 0) return [];
  const of = `of the ${reported.length} of ${begun.length} attempts that reported their usage`;
  const tokens = reported.map((one) => (one.inputTokens ?? 0) + (one.outputTokens ?? 0));
  return [
    {
      key: 'tokens',
      title: 'Tokens',
      value: sum(tokens),
      unit: 'tokens',
      formula: `input and output ${of}`,
    },
    {
      key: 'cost',
      title: 'Cost',
      value: sum(reported.map((one) => one.costUsd ?? 0)),
      unit: 'usd',
      formula: `sum ${of}`,
    },
  ];
}

const shownOfChain = 6;

/** A long chain would make the table unreadable; the report's `criticalPath` has all of it. */
function chainText(path: readonly string[]): string {
  if (path.length === 0) return 'none';
  const ids = path.map(plainText);
  if (ids.length <= shownOfChain) return ids.join(' → ');
  const ends = [...ids.slice(0, shownOfChain - 1), '…', ...ids.slice(-1)];
  return `${ends.join(' → ')} (${ids.length} tasks)`;
}

import {
  criticalPath,
  depthsOf,
  forecast,
  forecastTable,
  formatDuration,
  graphAsText,
} from '@atms/plan';
import type { ForecastRow, Plan } from '@atms/plan';
import { oneLine } from '../terminal.ts';
import { aligned } from './width.ts';

export const forecastRule = 'list scheduling, longest tail first, never in waves';

export interface PlanStyle {
  /** The forecast for this number alone. */
  readonly agents?: number;
}

/** A plan for people: its tasks, the graph, the critical path, and how long it takes with how many agents. */
export function planText(plan: Plan, style: PlanStyle): string {
  const without = plan.tasks.filter(({ estimateMs }) => estimateMs === 0).length;
  const rest = without === 0 ? timeText(plan, style) : shapeText(plan, without);
  return [goalText(plan), graphAsText(plan), rest].filter((text) => text !== '').join('\n\n');
}

function goalText({ name, goal }: Plan): string {
  return goal === name ? '' : `Goal: ${oneLine(goal)}`;
}

function timeText({ tasks }: Plan, { agents }: PlanStyle): string {
  const { path, lengthMs } = criticalPath(tasks);
  const rows = forecastRows(tasks, agents);
  return [
    `Critical path: ${path.map(oneLine).join(' → ')}, ${formatDuration(lengthMs)}`,
    `Forecast (${forecastRule}):`,
    ...aligned(rows.map(asCells)).map((line) => `  ${line}`),
    ...(isCut(rows) ? ['  for another number: --agents N'] : []),
  ].join('\n');
}

/** @param agents this number alone; without it, as many as make it shorter */
export function forecastRows(tasks: Plan['tasks'], agents?: number): readonly ForecastRow[] {
  if (agents === undefined) return forecastTable(tasks);
  return [{ agents, makespanMs: forecast(tasks, agents).makespanMs, orMore: false }];
}

function isCut(rows: readonly ForecastRow[]): boolean {
  return rows.length > 1 && rows.at(-1)?.orMore === false;
}

function asCells({ agents, makespanMs, orMore }: ForecastRow): readonly string[] {
  const few = agents === 1 ? '1 agent' : `${agents} agents`;
  const what = orMore ? `${agents} or more agents` : few;
  return [
    formatDuration(makespanMs),
    `with ${what}${agents === 1 ? ', one task after the other' : ''}`,
  ];
}

const shownLayers = 40;
const shownInLayer = 20;

function shapeText(plan: Plan, without: number): string {
  const layers = depthsOf(plan.tasks);
  const rows = layers.slice(0, shownLayers).map((layer, depth) => [
    String(depth + 1),
    layer
      .slice(0, shownInLayer)
      .map(({ planTaskId }) => oneLine(planTaskId))
      .join(' ') + (layer.length > shownInLayer ? ` and ${layer.length - shownInLayer} more` : ''),
  ]);
  return [
    `No forecast: tasks without an estimate (estimated_time: 2h): ${without} of ${plan.tasks.length}.`,
    'By depth, as a picture and no schedule: a task begins as soon as its own dependencies are completed.',
    ...aligned(rows).map((line) => `  ${line}`),
    ...(layers.length > shownLayers ? [`  and ${layers.length - shownLayers} more`] : []),
  ].join('\n');
}

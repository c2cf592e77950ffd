export { depthsOf } from './depths.ts';
export { graphAsText } from './describe-graph.ts';
export { forecast } from './forecast.ts';
export type { Forecast, ScheduledTask } from './forecast.ts';
export { forecastTable } from './forecast-table.ts';
export type { ForecastRow } from './forecast-table.ts';
export { formatDuration } from './format-duration.ts';
export type { GraphTask } from './dependency-walk.ts';
export { criticalPath, dependantsOf, findCycle, tailLengths, topologicalOrder } from './graph.ts';
export type { CriticalPath, TimedTask } from './graph.ts';
export { planJsonSchema } from './json-schema.ts';
export { nearestName } from './nearest-name.ts';
export { parseDuration } from './parse-duration.ts';
export { parsePlan } from './parse-plan.ts';
export type { PlanReading, TextOrigin } from './parse-plan.ts';
export {
  covers,
  pathSetsOverlap,
  pathsOverlap,
  readPaths,
  undecidableBecause,
} from './path-globs.ts';
export type { PathSet } from './path-globs.ts';
export { graphAsDot, graphAsMermaid } from './picture.ts';
export type { Check, Checks, Deadline, NamedCheck, Plan, PlanTask, Priority } from './plan.ts';
export { looksLikeList } from './plan-format.ts';
export type { PlanFormat } from './plan-format.ts';
export type { PlanProblem, PlanProblemCode } from './plan-problem.ts';

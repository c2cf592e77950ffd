import { isMapping, withoutEmptyKeys } from './mapping.ts';
import { inOrderOfPlaces } from './plan-problem.ts';
import type { PlanProblem, ValueProblem } from './plan-problem.ts';
import { brokenRules } from './plan-rules.ts';
import type { Plan, PlanTask } from './plan.ts';
import type { WrittenPlan, WrittenTask } from './plan-schema.ts';
import { readBySchema } from './schema-problems.ts';
import { readYaml } from './yaml-source.ts';
import type { YamlSource } from './yaml-source.ts';

export type PlanReading =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly problems: readonly PlanProblem[] };

/**
 * Reads a plan written in YAML (or JSON, which is YAML): `name`, `goal` or `description`, `prepare`, `checks` and
 * `on_failure` for all tasks, and `tasks`. Without a name it is called like its file, without a goal like its name;
 * without `checks` they are `found`. A text that is no plan is answered with all its problems, in the order of the text.
 */
export const parsePlan = (text: string, options: { readonly fileName: string }): PlanReading => {
  const yaml = readYaml(text);
  if (!yaml.ok) return { ok: false, problems: inOrderOfPlaces(yaml.problems) };
  const value = normalize(yaml.source.value);
  const reading = readBySchema(value);
  const schemaProblems = reading.ok ? [] : reading.problems;
  const found = [...schemaProblems, ...brokenRules(value)].map((problem) =>
    placed(problem, yaml.source),
  );
  const problems = inOrderOfPlaces([...yaml.source.problems, ...found]);
  if (!reading.ok || problems.length > 0) return { ok: false, problems };
  return { ok: true, plan: asPlan(reading.written, options.fileName) };
};

const normalize = (value: unknown): unknown => {
  if (value === null || value === undefined) return {};
  if (!isMapping(value)) return value;
  const plan = withoutEmptyKeys(value);
  const tasks: unknown = plan['tasks'];
  if (!Array.isArray(tasks)) return plan;
  return {
    ...plan,
    tasks: tasks.map((task: unknown) => (isMapping(task) ? withoutEmptyKeys(task) : task)),
  };
};

const placed = ({ code, message, path, key }: ValueProblem, source: YamlSource): PlanProblem => ({
  code,
  message,
  ...source.placeOf(path, key),
});

const asPlan = (written: WrittenPlan, fileName: string): Plan => {
  const name = written.name ?? baseName(fileName);
  return {
    name,
    goal: written.goal ?? written.description ?? name,
    ...(written.prepare === undefined ? {} : { prepare: written.prepare }),
    tasks: written.tasks.map((task) => asPlanTask(task, written)),
  };
};

const asPlanTask = (written: WrittenTask, plan: WrittenPlan): PlanTask => {
  const { id, estimated_time, parallel_group, timeout, on_failure, checks, dependencies, ...same } =
    written;
  return {
    ...same,
    planTaskId: id,
    estimateMs: estimated_time,
    dependencies: [...new Set(dependencies)],
    checks: checks ?? plan.checks ?? 'found',
    onFailure: on_failure ?? plan.on_failure ?? 'escalate',
    ...(parallel_group === undefined ? {} : { parallelGroup: parallel_group }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
  };
};

const baseName = (fileName: string): string => {
  const last = fileName.split(/[\\/]/u).at(-1) ?? '';
  return last.replace(/\.(?:ya?ml|json)$/iu, '').trim() || 'plan';
};

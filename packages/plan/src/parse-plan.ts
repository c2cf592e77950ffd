import { readJson } from './json-source.ts';
import { readList } from './list/list-source.ts';
import { isMapping, withoutEmptyKeys } from './mapping.ts';
import { inOrderOfPlaces } from './plan-problem.ts';
import { formatOf } from './plan-format.ts';
import type { PlanFormat } from './plan-format.ts';
import type { PlanProblem, ValueProblem } from './plan-problem.ts';
import type { PlanSource } from './plan-source.ts';
import { brokenRules } from './plan-rules.ts';
import type { Plan, PlanTask } from './plan.ts';
import type { WrittenPlan, WrittenTask } from './plan-schema.ts';
import { readBySchema } from './schema-problems.ts';
import { readYaml } from './yaml-source.ts';

export type PlanReading =
  | {
      readonly ok: true;
      readonly plan: Plan;
      readonly format: PlanFormat;
      /** How the text was understood where it could be understood in another way; one sentence each. */
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly PlanProblem[] };

export interface TextOrigin {
  /** Its ending tells the format, its name that of a plan without one; absent for a text that is in no file. */
  readonly fileName?: string;
}

/**
 * Reads a plan written in YAML, in JSON, or as a list in Markdown or plain text (see `readList`). In YAML and JSON its
 * keys are `name`, `goal` or `description`, `prepare`, `checks`, `on_failure` and `deadline` for all tasks, and
 * `tasks`. Without a name it is called like its file, without a goal like its name; without `checks` they are `found`.
 * A text that is no plan is answered with all its problems, in the order of the text.
 */
export const parsePlan = (text: string, origin: TextOrigin): PlanReading => {
  const format = formatOf(text, origin.fileName);
  if (format === undefined) return { ok: false, problems: [noPlan(text)] };
  const read = readers[format](text);
  if (!read.ok) return { ok: false, problems: inOrderOfPlaces(read.problems) };
  const { source } = read;
  const value = normalize(source.value);
  const reading = readBySchema(value);
  const schemaProblems = reading.ok ? [] : reading.problems;
  const found = [...schemaProblems, ...brokenRules(value)].map((problem) =>
    placed(problem, source),
  );
  const problems = inOrderOfPlaces([...source.problems, ...found]);
  if (!reading.ok || problems.length > 0) return { ok: false, problems };
  return { ok: true, plan: asPlan(reading.written, origin), format, notes: source.notes };
};

const readers = { yaml: readYaml, json: readJson, list: readList } as const;

const noPlan = (text: string): PlanProblem =>
  text.trim() === ''
    ? { code: 'empty-plan', message: 'The plan is empty: list at least one task.' }
    : {
        code: 'no-plan',
        message:
          'This is no plan: there is neither the key `tasks` (YAML, JSON) nor a list of tasks (`1. …` or `- …`).',
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

const placed = ({ code, message, path, key }: ValueProblem, source: PlanSource): PlanProblem => ({
  code,
  message,
  ...source.placeOf(path, key),
});

const asPlan = (written: WrittenPlan, { fileName }: TextOrigin): Plan => {
  const name = written.name ?? (fileName === undefined ? nameOf(written) : baseName(fileName));
  return {
    name,
    goal: written.goal ?? written.description ?? name,
    ...(written.prepare === undefined ? {} : { prepare: written.prepare }),
    tasks: written.tasks.map((task) => asPlanTask(task, written)),
  };
};

const asPlanTask = (written: WrittenTask, plan: WrittenPlan): PlanTask => {
  const { id, estimated_time, parallel_group, timeout, on_failure, checks, ...same } = written;
  const deadline = written.deadline ?? plan.deadline;
  return {
    ...same,
    planTaskId: id,
    estimateMs: estimated_time,
    dependencies: [...new Set(written.dependencies)],
    checks: checks ?? plan.checks ?? 'found',
    onFailure: on_failure ?? plan.on_failure ?? 'escalate',
    ...(parallel_group === undefined ? {} : { parallelGroup: parallel_group }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
    ...(deadline === undefined ? {} : { deadline }),
  };
};

const longestName = 80;

/** Of a plan that is in no file: what it is for, or its first task. */
const nameOf = ({ goal, description, tasks }: WrittenPlan): string => {
  const [firstLine = ''] = (goal ?? description ?? tasks[0]?.name ?? '').split('\n');
  const words = [...firstLine].slice(0, longestName).join('').trim();
  return words.replace(/[:.]+$/u, '').trim() || 'plan';
};

const baseName = (fileName: string): string => {
  const last = fileName.split(/[\\/]/u).at(-1) ?? '';
  return last.replace(/\.(?:ya?ml|json|md|markdown|txt)$/iu, '').trim() || 'plan';
};

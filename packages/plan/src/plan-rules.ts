import { findCycle } from './graph.ts';
import type { GraphTask } from './dependency-walk.ts';
import { isMapping } from './mapping.ts';
import { nearestName } from './nearest-name.ts';
import { placeInWords } from './place-in-words.ts';
import type { ValueProblem } from './plan-problem.ts';

/**
 * What the schema cannot say, because it is about several values: that there are tasks, that ids are unique, that
 * dependencies exist and form no circle. It looks at whatever of the values is usable, so that one mistyped key does
 * not hide a wrong dependency.
 */
export const brokenRules = (plan: unknown): readonly ValueProblem[] => {
  if (!isMapping(plan)) return [];
  const tasks = readReferences(plan['tasks']);
  return [
    ...twoGoals(plan['goal'], plan['description']),
    ...noTasks(plan['tasks']),
    ...tooManyTasks(plan['tasks']),
    ...duplicateIds(tasks),
    ...unknownDependencies(tasks, plan),
    ...cycles(firstOfEachId(tasks)),
  ];
};

/** A task's id and dependencies as far as they are text, with its place in the list of tasks. */
interface Reference extends GraphTask {
  readonly index: number;
}

const readReferences = (tasks: unknown): readonly Reference[] => {
  if (!Array.isArray(tasks)) return [];
  return tasks.flatMap((task: unknown, index): Reference[] => {
    const id = isMapping(task) ? task['id'] : undefined;
    const dependencies = isMapping(task) ? task['dependencies'] : undefined;
    if (typeof id !== 'string' || id.trim() === '') return [];
    const named = Array.isArray(dependencies)
      ? dependencies.map((name) => (typeof name === 'string' ? name.trim() : ''))
      : [];
    return [{ index, planTaskId: id.trim(), dependencies: named }];
  });
};

/** Of the tasks with the same id the one that is named first. */
const firstById = (tasks: readonly Reference[]): ReadonlyMap<string, Reference> =>
  new Map(tasks.toReversed().map((task) => [task.planTaskId, task]));

const firstOfEachId = (tasks: readonly Reference[]): readonly Reference[] => {
  const first = firstById(tasks);
  return tasks.filter((task) => first.get(task.planTaskId) === task);
};

const twoGoals = (goal: unknown, description: unknown): readonly ValueProblem[] =>
  goal === undefined || description === undefined
    ? []
    : [
        {
          code: 'conflicting-keys',
          path: [],
          key: 'description',
          message:
            'The plan has both `goal` and `description`, which mean the same: keep one of them.',
        },
      ];

const noTasks = (tasks: unknown): readonly ValueProblem[] => {
  const isEmpty = tasks === undefined || (Array.isArray(tasks) && tasks.length === 0);
  return isEmpty
    ? [
        {
          code: 'empty-plan',
          path: ['tasks'],
          message: 'The plan has no tasks: list at least one under `tasks`.',
        },
      ]
    : [];
};

/** What the log takes as one workflow. */
const mostTasks = 20_000;

const tooManyTasks = (tasks: unknown): readonly ValueProblem[] => {
  if (!Array.isArray(tasks) || tasks.length <= mostTasks) return [];
  const message = `The plan has ${tasks.length} tasks; a plan may have ${mostTasks}: divide it.`;
  return [{ code: 'too-many-tasks', path: ['tasks'], message }];
};

const duplicateIds = (tasks: readonly Reference[]): readonly ValueProblem[] => {
  const firsts = firstById(tasks);
  return tasks.flatMap((task): ValueProblem[] => {
    const { planTaskId, index } = task;
    const first = firsts.get(planTaskId);
    if (first === undefined || first === task) return [];
    const message = `Task ${planTaskId} stands twice, as number ${first.index + 1} and ${index + 1} of the list: give one another id.`;
    return [{ code: 'duplicate-id', path: ['tasks', index, 'id'], message }];
  });
};

const unknownDependencies = (
  tasks: readonly Reference[],
  plan: unknown,
): readonly ValueProblem[] => {
  const known = [...new Set(tasks.map((task) => task.planTaskId))];
  const isKnown = new Set(['', ...known]);
  const suggest = createSuggesting(known);
  return tasks.flatMap((task) =>
    task.dependencies.flatMap((name, position): ValueProblem[] => {
      if (isKnown.has(name)) return [];
      const nearest = suggest(name, task.planTaskId);
      const advice =
        nearest === undefined ? 'correct it or add that task.' : `did you mean ${nearest}?`;
      const message = `${placeInWords(['tasks', task.index], plan)} depends on ${name}, which is no task of this plan: ${advice}`;
      return [
        {
          code: 'unknown-dependency',
          path: ['tasks', task.index, 'dependencies', position],
          message,
        },
      ];
    }),
  );
};

const mostSuggestions = 20;

/** Each suggestion costs a look at every name: past the first few, a large plan is told what is wrong and no more. */
const createSuggesting = (known: readonly string[]) => {
  let made = 0;
  return (name: string, own: string): string | undefined => {
    made += 1;
    if (made > mostSuggestions) return undefined;
    return nearestName(
      name,
      known.filter((id) => id !== own),
    );
  };
};

/** Circles that share no task; one that shares a task with another is seen when that one is mended. */
const cycles = (tasks: readonly Reference[]): readonly ValueProblem[] => {
  const problems: ValueProblem[] = [];
  let left = tasks;
  for (let cycle = findCycle(left); cycle !== undefined; cycle = nextCycle(left, problems)) {
    const members = new Set(cycle);
    const index = left.find((task) => members.has(task.planTaskId))?.index ?? 0;
    const message = `The tasks wait for each other in a circle, ${cycle.join(' → ')}: remove one of these dependencies.`;
    problems.push({ code: 'dependency-cycle', path: ['tasks', index, 'dependencies'], message });
    left = left.filter((task) => !members.has(task.planTaskId));
  }
  return problems;
};

const mostCycles = 20;

/** Each further circle costs a walk through all that is left. */
const nextCycle = (
  left: readonly Reference[],
  found: readonly ValueProblem[],
): readonly string[] | undefined => (found.length < mostCycles ? findCycle(left) : undefined);

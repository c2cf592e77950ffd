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
    ...duplicateIds(tasks),
    ...unknownDependencies(tasks, plan),
    ...cycles(tasks.filter(isFirstOfItsId)),
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

const isFirstOfItsId = (task: Reference, position: number, tasks: readonly Reference[]): boolean =>
  tasks.findIndex(({ planTaskId }) => planTaskId === task.planTaskId) === position;

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

const duplicateIds = (tasks: readonly Reference[]): readonly ValueProblem[] => {
  const ids = tasks.map((task) => task.planTaskId);
  return tasks.flatMap(({ planTaskId, index }, position): ValueProblem[] => {
    const first = ids.indexOf(planTaskId);
    if (first === position) return [];
    const message = `Task ${planTaskId} stands twice, as number ${(tasks[first]?.index ?? 0) + 1} and ${index + 1} of the list: give one another id.`;
    return [{ code: 'duplicate-id', path: ['tasks', index, 'id'], message }];
  });
};

const unknownDependencies = (
  tasks: readonly Reference[],
  plan: unknown,
): readonly ValueProblem[] => {
  const known = [...new Set(tasks.map((task) => task.planTaskId))];
  const isKnown = new Set(['', ...known]);
  return tasks.flatMap((task) =>
    task.dependencies.flatMap((name, position): ValueProblem[] => {
      if (isKnown.has(name)) return [];
      const nearest = nearestName(
        name,
        known.filter((id) => id !== task.planTaskId),
      );
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

/** Circles that share no task; one that shares a task with another is seen when that one is mended. */
const cycles = (tasks: readonly Reference[]): readonly ValueProblem[] => {
  const problems: ValueProblem[] = [];
  let left = tasks;
  for (let cycle = findCycle(left); cycle !== undefined; cycle = findCycle(left)) {
    const members = new Set(cycle);
    const index = left.find((task) => members.has(task.planTaskId))?.index ?? 0;
    const message = `The tasks wait for each other in a circle, ${cycle.join(' → ')}: remove one of these dependencies.`;
    problems.push({ code: 'dependency-cycle', path: ['tasks', index, 'dependencies'], message });
    left = left.filter((task) => !members.has(task.planTaskId));
  }
  return problems;
};

/** Faults against what plans and path patterns promise. */
import { type CodeFault, faultsIn } from './code-fault.ts';

const plans: readonly CodeFault[] = [
  {
    name: 'a circle of dependencies',
    file: 'plan-rules.ts',
    replace: '    ...cycles(firstOfEachId(tasks)),\n',
    by: '',
    spec: 'plan-problems.spec.ts',
    test: 'do not wait for each other in a circle, and every separate circle is named',
  },
  {
    name: 'a dependency on a task that does not exist',
    file: 'plan-rules.ts',
    replace: '    ...unknownDependencies(tasks, plan),\n',
    by: '',
    spec: 'plan-problems.spec.ts',
    test: 'depend on tasks that exist',
  },
  {
    name: 'two tasks of one id',
    file: 'plan-rules.ts',
    replace: '    ...duplicateIds(tasks),\n',
    by: '',
    spec: 'plan-problems.spec.ts',
    test: 'have ids of their own',
  },
  {
    name: 'a plan without tasks',
    file: 'plan-rules.ts',
    replace: "    ...noTasks(plan['tasks']),\n",
    by: '',
    spec: 'plan-problems.spec.ts',
    test: 'are missed in',
  },
  {
    name: 'a critical path that is not the longest',
    file: 'graph.ts',
    replace: 'lengthOf(id, tails) > lengthOf(best, tails)',
    by: 'lengthOf(id, tails) < lengthOf(best, tails)',
    spec: 'graph.spec.ts',
    test: 'of the ten tasks is 19 hours long',
  },
];

const globs: readonly CodeFault[] = [
  {
    name: 'an overlap of globs that is not seen',
    file: 'sequence-overlap.ts',
    replace: 'return b === undefined ? [alongA] : [alongA, alongB];',
    by: 'return [alongA];',
    spec: 'path-globs.spec.ts',
    test: 'src/*.ts and src/auth.* meet in some path',
  },
  {
    name: 'an overlap of names that is seen as one of characters',
    file: 'character-set.ts',
    replace: 'firstOfA <= lastOfB && firstOfB <= lastOfA',
    by: 'firstOfA < lastOfB && firstOfB < lastOfA',
    spec: 'path-globs.spec.ts',
    test: 'v[0-5] and v[5-9] meet in some path',
  },
  {
    name: 'what cannot be decided, taken for no overlap',
    file: 'path-globs.ts',
    replace: 'if (patternsOfA === undefined || patternsOfB === undefined) return true;',
    by: 'if (patternsOfA === undefined || patternsOfB === undefined) return false;',
    spec: 'path-globs.spec.ts',
    test: 'counts what cannot be decided as an overlap',
  },
  {
    name: 'a pattern that leads out of the repository',
    file: 'path-globs.ts',
    replace: "name === '' || name === '.' || name === '..'",
    by: "name === '' || name === '.'",
    spec: 'path-globs.spec.ts',
    test: 'not a path that leads upwards',
  },
  {
    name: 'a folder that does not cover what is below it',
    file: 'path-pattern.ts',
    replace: 'return reachesBelow ? [...steps, anyRun] : steps;',
    by: 'return steps;',
    spec: 'path-globs.spec.ts',
    test: 'src and src/**/*.test.ts meet in some path',
  },
];

export const planFaults = faultsIn('packages/plan/src', [...plans, ...globs]);

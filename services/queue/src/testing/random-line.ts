import type { Priority } from '@atms/contracts';
import fc from 'fast-check';
import type { NewEntry, QueueCommand } from '../domain/line-messages.ts';
import { at, entry, key, moment } from './line-commands.ts';

export type PlannedEntry = Pick<
  NewEntry,
  | 'taskId'
  | 'workflowId'
  | 'dependencies'
  | 'paths'
  | 'priority'
  | 'deadline'
  | 'onCriticalPath'
  | 'blocks'
>;

const taskIdOf = (index: number) => `T${index}`;

const pathSets = [
  [],
  ['src/**'],
  ['src/api.ts'],
  ['src/api.ts', 'docs/*'],
  ['docs/index.md'],
  ['test/**'],
  ['**/*.md'],
  ['src/**', 'test/**'],
];

const priorities = ['critical', 'high', 'medium', 'low'] as const;

const draft = fc.record({
  earlier: fc.array(fc.nat({ max: 7 }), { maxLength: 2 }),
  paths: fc.constantFrom(...pathSets),
  priority: fc.constantFrom(...priorities),
  workflowId: fc.constantFrom('W', 'V'),
  deadlineAfter: fc.option(fc.nat({ max: 10 * 3_600 })),
  onCriticalPath: fc.boolean(),
  blocks: fc.nat({ max: 4 }),
});

/** Up to eight tasks of two workflows on one line, without circles, many of which want the same paths. */
export const plans = plansOf({ minLength: 1, maxLength: 8 });

/** More of them, without dependencies, so that crowds wait behind the same locks. */
const crowdedPlans = plansOf({ minLength: 12, maxLength: 24 }).map((plan) =>
  plan.map((task) => ({ ...task, dependencies: [] })),
);

function plansOf(size: { readonly minLength: number; readonly maxLength: number }) {
  return fc.array(draft, size).map((drafts): readonly PlannedEntry[] =>
    drafts.map(({ earlier, deadlineAfter, ...task }, index) => ({
      ...task,
      ...(deadlineAfter === null ? {} : { deadline: at(deadlineAfter) }),
      taskId: taskIdOf(index),
      dependencies: [...new Set(earlier.filter((other) => other < index))].map(taskIdOf),
    })),
  );
}

const attempt = fc.oneof(
  { weight: 3, arbitrary: fc.constant(1) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 4 }) },
);
const reason = fc.constantFrom('completed', 'completed', 'failed', 'cancelled', 'escalated');

/** Seconds between two commands: mostly few, at times hours, and now and then somebody sets the clock back. */
const passing = fc.oneof(
  { weight: 12, arbitrary: fc.nat({ max: 20 }) },
  { weight: 2, arbitrary: fc.nat({ max: 9 * 3_600 }) },
  { weight: 1, arbitrary: fc.integer({ min: -5 * 3_600, max: 0 }) },
);

/** Any commands about a plan's tasks, in any order, sensible or not. */
export function commandsFor(
  plan: readonly PlannedEntry[],
  length: fc.ArrayConstraints = { maxLength: 40 },
): fc.Arbitrary<readonly QueueCommand[]> {
  const task = fc.constantFrom(...plan);
  const bodies = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.tuple(task, attempt, fc.option(fc.nat({ max: 60 }))).map(toEnqueue),
    },
    {
      weight: 4,
      arbitrary: fc.tuple(task, attempt, reason).map(([{ taskId, workflowId }, number, why]) => ({
        type: 'Remove' as const,
        key: { ...key(taskId, number), workflowId },
        reason: why,
      })),
    },
    { weight: 1, arbitrary: fc.constant({ type: 'Look' as const }) },
    { weight: 1, arbitrary: fc.tuple(task, fc.constantFrom(...priorities)).map(toPrioritize) },
    { weight: 1, arbitrary: fc.tuple(task, fc.nat({ max: 40_000 })).map(toDeadline) },
  );
  const pauses = fc.record({
    pausedTasks: fc.array(fc.constantFrom(...plan.map(({ taskId }) => taskId)), { maxLength: 2 }),
    pausedWorkflows: fc.constantFrom<readonly string[]>([], [], [], ['W'], ['V']),
  });
  return fc.array(fc.tuple(bodies, pauses, passing), length).map((steps) => {
    let seconds = 0;
    return steps.map(([body, paused, pass]): QueueCommand => {
      seconds += pass;
      return { ...body, ...moment({ at: at(seconds), ...paused }) };
    });
  });
}

/** A crowd that is queued first, and then a hundred commands about it. */
export const crowdedRuns: fc.Arbitrary<readonly QueueCommand[]> = crowdedPlans.chain((plan) =>
  commandsFor(plan, { minLength: 60, maxLength: 160, size: 'max' }).map((commands) => [
    ...plan.map((task): QueueCommand => ({ ...toEnqueue([task, 1, null]), ...moment() })),
    ...commands,
  ]),
);

function toEnqueue([task, number, delay]: [PlannedEntry, number, number | null]) {
  const seconds = delay ?? 0;
  return {
    type: 'Enqueue' as const,
    entry: entry(task.taskId, {
      ...task,
      attempt: number,
      queuedAt: at(seconds),
      ...(delay === null ? {} : { notBefore: at(2 * seconds) }),
    }),
  };
}

function toPrioritize([{ taskId }, priority]: [PlannedEntry, Priority]) {
  return { type: 'Prioritize' as const, taskId, priority, by: 'pat' };
}

function toDeadline([{ taskId }, seconds]: [PlannedEntry, number]) {
  return { type: 'SetDeadline' as const, taskId, deadline: at(seconds), by: 'pat' };
}

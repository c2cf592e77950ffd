import fc from 'fast-check';
import type { Moment, NewEntry, QueueCommand } from '../domain/line-messages.ts';
import { at, entry, key } from './line-commands.ts';

export type PlannedEntry = Pick<
  NewEntry,
  'taskId' | 'workflowId' | 'dependencies' | 'paths' | 'priority'
>;

const taskIdOf = (index: number) => `T${index}`;

const pathSets = [
  [],
  ['src/**'],
  ['src/api.ts'],
  ['src/api.ts', 'docs/*'],
  ['docs/index.md'],
  ['test/**'],
];

const draft = fc.record({
  earlier: fc.array(fc.nat({ max: 7 }), { maxLength: 2 }),
  paths: fc.constantFrom(...pathSets),
  priority: fc.constantFrom('critical', 'high', 'medium', 'low'),
  workflowId: fc.constantFrom('W', 'V'),
});

/** Up to eight tasks of two workflows on one line, without circles, many of which want the same paths. */
export const plans: fc.Arbitrary<readonly PlannedEntry[]> = fc
  .array(draft, { minLength: 1, maxLength: 8 })
  .map((drafts) =>
    drafts.map(({ earlier, ...task }, index) => ({
      ...task,
      taskId: taskIdOf(index),
      dependencies: [...new Set(earlier.filter((other) => other < index))].map(taskIdOf),
    })),
  );

const attempt = fc.integer({ min: 1, max: 4 });
const reason = fc.constantFrom('completed', 'completed', 'failed', 'cancelled', 'escalated');

/** Any commands about a plan's tasks, in any order, sensible or not. Time only goes on. */
export function commandsFor(plan: readonly PlannedEntry[]): fc.Arbitrary<readonly QueueCommand[]> {
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
  );
  const pauses = fc.record({
    pausedTasks: fc.array(fc.constantFrom(...plan.map(({ taskId }) => taskId)), { maxLength: 2 }),
    pausedWorkflows: fc.constantFrom<readonly string[]>([], [], [], ['W'], ['V']),
  });
  return fc.array(fc.tuple(bodies, pauses, fc.nat({ max: 20 })), { maxLength: 40 }).map((steps) => {
    let seconds = 0;
    return steps.map(([body, paused, pass]): QueueCommand => {
      seconds += pass;
      const moment: Moment = { at: at(seconds), ...paused };
      return { ...body, ...moment };
    });
  });
}

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

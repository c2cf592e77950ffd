import fc from 'fast-check';
import type { TimedTask } from '../graph.ts';

/** A task that says only what the graph needs. */
export const timedTask = (
  planTaskId: string,
  dependencies: readonly string[] = [],
  estimateMs = 1,
): TimedTask => ({ planTaskId, dependencies, estimateMs });

/** Up to 12 tasks in any order, without cycles, also with estimates of zero and with equal ones. */
export const acyclicTasks: fc.Arbitrary<readonly TimedTask[]> = fc
  .array(fc.record({ estimateMs: fc.nat({ max: 5 }), earlier: fc.array(fc.nat({ max: 11 })) }), {
    maxLength: 12,
  })
  .map((drafts) =>
    drafts.map(({ estimateMs, earlier }, index) => {
      const dependencies = [...new Set(earlier.filter((other) => other < index))];
      return timedTask(
        `T${index}`,
        dependencies.map((other) => `T${other}`),
        estimateMs,
      );
    }),
  )
  .chain((tasks) => fc.shuffledSubarray(tasks, { minLength: tasks.length }));

/** Up to 6 tasks that depend on any of each other, on themselves too. */
export const anyTasks: fc.Arbitrary<readonly TimedTask[]> = fc
  .array(fc.array(fc.nat({ max: 6 }), { maxLength: 2 }), { maxLength: 6 })
  .map((drafts) =>
    drafts.map((others, index) =>
      timedTask(
        `T${index}`,
        others.map((other) => `T${other}`),
      ),
    ),
  );

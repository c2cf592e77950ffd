import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PlannedEntry, plans } from '../testing/random-line.ts';
import { type Fate, simulateLine, type SimulatedTask } from '../testing/simulated-line.ts';

/** Some attempts go wrong first; then comes one of the ends. */
function fated(ends: readonly Fate[]): fc.Arbitrary<readonly SimulatedTask[]> {
  const onTheWay = fc.array(fc.constantFrom<Fate>('retried', 'set-aside'), { maxLength: 3 });
  const fate = fc.tuple(onTheWay, fc.constantFrom(...ends), fc.boolean());
  return plans.chain((plan) =>
    fc
      .array(fate, { minLength: plan.length, maxLength: plan.length })
      .map((fates) => plan.map((task, index) => withFate(task, fates[index]))),
  );
}

function withFate(task: PlannedEntry, fate: [Fate[], Fate, boolean] | undefined): SimulatedTask {
  const [before, end, hurried] = fate ?? [[], 'completed', false];
  return { ...task, fates: [...before, end], hurried };
}

const world = fc.record({ seed: fc.integer(), cap: fc.integer({ min: 1, max: 3 }) });

describe('a line that is told late, twice and in any order', () => {
  it('makes every task ready in the end, when every started task ends well in the end', () => {
    fc.assert(
      fc.property(fated(['completed']), world, (tasks, settings) => {
        const ended = simulateLine(tasks, settings);
        expect(ended.toSorted()).toEqual(tasks.map(({ taskId }) => taskId).toSorted());
      }),
      { numRuns: 150 },
    );
  });

  it('makes everything ready that depends on no bad end, and nothing else', () => {
    fc.assert(
      fc.property(fated(['completed', 'completed', 'failed']), world, (tasks, settings) => {
        const ended = simulateLine(tasks, settings);
        expect(ended.toSorted()).toEqual(reachable(tasks).toSorted());
      }),
      { numRuns: 150 },
    );
  });
});

/** Tasks all of whose dependencies complete; a plan is written in the order of its dependencies. */
function reachable(tasks: readonly SimulatedTask[]): readonly string[] {
  const completed = new Set<string>();
  const started: string[] = [];
  for (const { taskId, dependencies, fates } of tasks) {
    if (!dependencies.every((dependency) => completed.has(dependency))) continue;
    started.push(taskId);
    if (fates.at(-1) === 'completed') completed.add(taskId);
  }
  return started;
}

import { priorityWeights } from '@atms/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planWeights } from './plan-weights.ts';

const hour = 3_600_000;
const task = (taskId: string, hours: number, ...dependencies: string[]) => ({
  taskId,
  dependencies,
  estimateMs: hours * hour,
});
const idOf = (index: number) => `T${index}`;

describe('the longest ways through a plan', () => {
  const critical = (plan: Parameters<typeof planWeights>[0]) =>
    [...planWeights(plan)].flatMap(([taskId, weight]) => (weight.onCriticalPath ? [taskId] : []));

  it('are those that no number of agents can shorten', () => {
    const plan = [task('A', 2), task('B', 3, 'A'), task('C', 1, 'A'), task('D', 1, 'B', 'C')];
    expect(critical(plan)).toEqual(['A', 'B', 'D']);
  });

  it('are all of those that are as long', () => {
    const plan = [task('A', 2), task('B', 3, 'A'), task('C', 3, 'A'), task('D', 4)];
    expect(critical(plan)).toEqual(['A', 'B', 'C']);
  });
});

describe('the number of tasks that wait', () => {
  const { countedTo } = priorityWeights.blocks;

  it('counts whoever waits by others too, once', () => {
    const plan = [task('A', 1), task('B', 1, 'A'), task('C', 1, 'A'), task('D', 1, 'B', 'C')];
    expect([...planWeights(plan).values()].map(({ blocks }) => blocks)).toEqual([3, 1, 1, 0]);
  });

  it('is exact up to its limit, and the limit from there on', () => {
    const chain = Array.from({ length: 10_000 }, (_, index) =>
      index === 0 ? task(idOf(0), 1) : task(idOf(index), 1, idOf(index - 1)),
    );
    const weights = planWeights(chain);
    const blocksOf = (index: number) => weights.get(idOf(index))?.blocks;
    expect(blocksOf(9_999 - countedTo + 1)).toBe(countedTo - 1);
    expect([9_999 - countedTo, 5_000, 0].map(blocksOf)).toEqual(Array(3).fill(countedTo));
  });

  it('is what a walk along the dependencies finds, in any plan', () => {
    const plans = fc
      .array(fc.array(fc.nat({ max: 30 }), { maxLength: 4 }), { minLength: 1, maxLength: 30 })
      .map((drafts) =>
        drafts.map((earlier, index) =>
          task(idOf(index), 1, ...earlier.filter((other) => other < index).map(idOf)),
        ),
      );
    fc.assert(
      fc.property(plans, (plan) => {
        for (const [taskId, { blocks }] of planWeights(plan)) {
          expect(blocks).toBe(waitingFor(taskId, plan).size);
        }
      }),
    );
  });
});

function waitingFor(
  taskId: string,
  plan: readonly { readonly taskId: string; readonly dependencies: readonly string[] }[],
): ReadonlySet<string> {
  const found = new Set([taskId]);
  // A plan here is written in the order of its dependencies.
  for (const one of plan) if (one.dependencies.some((id) => found.has(id))) found.add(one.taskId);
  found.delete(taskId);
  return found;
}

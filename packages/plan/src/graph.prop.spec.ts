import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acyclicTasks, anyTasks } from './testing/task-graphs.ts';
import { criticalPath, findCycle, tailLengths, topologicalOrder } from './graph.ts';
import type { TimedTask } from './graph.ts';

const idsOf = (tasks: readonly TimedTask[]): readonly string[] =>
  tasks.map((task) => task.planTaskId);

/** The plainest definition: a task is in a circle when following dependencies from it leads back to it. */
const hasCycle = (tasks: readonly TimedTask[]): boolean => {
  const dependenciesOf = (id: string): readonly string[] =>
    tasks.find((task) => task.planTaskId === id)?.dependencies ?? [];
  return tasks.some((task) => {
    const reached = new Set(task.dependencies);
    for (const id of reached) for (const next of dependenciesOf(id)) reached.add(next);
    return reached.has(task.planTaskId);
  });
};

/** Every chain of dependencies, written out. */
const chainLengths = (task: TimedTask, tasks: readonly TimedTask[]): readonly number[] => {
  const after = tasks.filter((other) => other.dependencies.includes(task.planTaskId));
  return [0, ...after.flatMap((next) => chainLengths(next, tasks))].map(
    (ms) => ms + task.estimateMs,
  );
};

describe('the graph of any tasks', () => {
  it('is ordered so that nobody comes before a dependency, and nobody is lost', () => {
    fc.assert(
      fc.property(acyclicTasks, (tasks) => {
        const order = idsOf(topologicalOrder(tasks));
        expect(order.toSorted()).toEqual(idsOf(tasks).toSorted());
        for (const task of tasks) {
          for (const dependency of task.dependencies) {
            expect(order.indexOf(dependency)).toBeLessThan(order.indexOf(task.planTaskId));
          }
        }
      }),
    );
  });

  it('has a cycle exactly when some task leads back to itself, and the cycle named is one', () => {
    fc.assert(
      fc.property(anyTasks, (tasks) => {
        const cycle = findCycle(tasks);
        expect(cycle !== undefined).toBe(hasCycle(tasks));
        for (const [position, id] of (cycle ?? []).slice(1).entries()) {
          const waiting = tasks.find((task) => task.planTaskId === id);
          expect(waiting?.dependencies).toContain(cycle?.[position]);
        }
        expect(cycle?.at(-1)).toBe(cycle?.[0]);
      }),
    );
  });

  it('gives each task the longest of all chains that begin with it', () => {
    fc.assert(
      fc.property(acyclicTasks, (tasks) => {
        const tails = tailLengths(tasks);
        for (const task of tasks) {
          expect(tails.get(task.planTaskId)).toBe(Math.max(...chainLengths(task, tasks)));
        }
      }),
    );
  });

  it('has a critical path that is a chain of its own length from a task that waits for nothing', () => {
    fc.assert(
      fc.property(acyclicTasks, (tasks) => {
        const { path, lengthMs } = criticalPath(tasks);
        const onPath = path.flatMap((id) => tasks.filter((task) => task.planTaskId === id));
        expect(onPath.reduce((sum, task) => sum + task.estimateMs, 0)).toBe(lengthMs);
        expect(onPath[0]?.dependencies ?? []).toEqual([]);
        for (const [position, task] of onPath.slice(1).entries()) {
          expect(task.dependencies).toContain(path[position]);
        }
      }),
    );
  });
});

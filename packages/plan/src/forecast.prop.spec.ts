import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acyclicTasks } from './testing/task-graphs.ts';
import { forecast } from './forecast.ts';
import type { ScheduledTask } from './forecast.ts';
import { criticalPath } from './graph.ts';

const agentCounts = fc.integer({ min: 1, max: 5 });

const entryOf = (id: string, schedule: readonly ScheduledTask[]): ScheduledTask => {
  const entry = schedule.find((task) => task.planTaskId === id);
  if (entry === undefined) throw new Error(`${id} was not scheduled`);
  return entry;
};

describe('a forecast of any tasks', () => {
  it('schedules each task once, for its estimate, after its dependencies', () => {
    fc.assert(
      fc.property(acyclicTasks, agentCounts, (tasks, agents) => {
        const { schedule } = forecast(tasks, agents);
        expect(schedule).toHaveLength(tasks.length);
        for (const task of tasks) {
          const { startMs, endMs } = entryOf(task.planTaskId, schedule);
          expect(endMs - startMs).toBe(task.estimateMs);
          for (const id of task.dependencies)
            expect(entryOf(id, schedule).endMs).toBeLessThanOrEqual(startMs);
        }
      }),
    );
  });

  it('gives no slot to two tasks at a time, and uses no more slots than there are agents', () => {
    fc.assert(
      fc.property(acyclicTasks, agentCounts, (tasks, agents) => {
        const { schedule } = forecast(tasks, agents);
        for (const [index, one] of schedule.entries()) {
          expect(one.slot).toBeLessThan(agents);
          for (const other of schedule.slice(index + 1)) {
            if (other.slot === one.slot) expect(other.startMs).toBeGreaterThanOrEqual(one.endMs);
          }
        }
      }),
    );
  });

  it('lies between the critical path and the sum, and within the bound of list scheduling', () => {
    fc.assert(
      fc.property(acyclicTasks, agentCounts, (tasks, agents) => {
        const { makespanMs, sequentialMs } = forecast(tasks, agents);
        const { lengthMs } = criticalPath(tasks);
        expect(makespanMs).toBeGreaterThanOrEqual(Math.max(lengthMs, sequentialMs / agents));
        // Graham: no slot idles while something is ready, so at most this much longer than the best.
        expect(makespanMs).toBeLessThanOrEqual(
          sequentialMs / agents + lengthMs * (1 - 1 / agents) + 1e-9,
        );
      }),
    );
  });

  it('with an agent for every task is as long as the critical path', () => {
    fc.assert(
      fc.property(acyclicTasks, (tasks) => {
        expect(forecast(tasks, 12).makespanMs).toBe(criticalPath(tasks).lengthMs);
      }),
    );
  });
});

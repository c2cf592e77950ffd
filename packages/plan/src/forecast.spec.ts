import { describe, expect, it } from 'vitest';
import { readTenTasks } from './testing/ten-tasks.ts';
import { timedTask } from './testing/task-graphs.ts';
import { forecast } from './forecast.ts';

const hourMs = 3_600_000;

describe('forecast', () => {
  it.each([
    [1, 35],
    [2, 21],
    [3, 19],
    [4, 19],
    [10, 19],
  ])(
    'of the ten tasks with %d agents takes %d hours, and 35 one after the other',
    (agents, hours) => {
      const { sequentialMs, makespanMs } = forecast(readTenTasks(), agents);
      expect({ sequential: sequentialMs / hourMs, makespan: makespanMs / hourMs }).toEqual({
        sequential: 35,
        makespan: hours,
      });
    },
  );

  it('starts the task with the longest tail first, not the first or the longest one', () => {
    const tasks = [
      timedTask('short', [], 1),
      timedTask('long', [], 5),
      timedTask('first of a chain', [], 2),
      timedTask('rest of the chain', ['first of a chain'], 4),
    ];
    expect(forecast(tasks, 1).schedule.map((task) => task.planTaskId)).toEqual([
      'first of a chain',
      'long',
      'rest of the chain',
      'short',
    ]);
  });

  it('is no wave: a task starts when its own dependencies have ended, whoever else still works', () => {
    const tasks = [timedTask('A', [], 1), timedTask('B', [], 5), timedTask('after A', ['A'], 1)];
    expect(forecast(tasks, 2).schedule).toEqual([
      { planTaskId: 'B', startMs: 0, endMs: 5, slot: 0 },
      { planTaskId: 'A', startMs: 0, endMs: 1, slot: 1 },
      { planTaskId: 'after A', startMs: 1, endMs: 2, slot: 1 },
    ]);
  });

  it('carries out tasks without an estimate in no time and in their order', () => {
    const tasks = [timedTask('T2', ['T1'], 0), timedTask('T1', [], 0)];
    expect(forecast(tasks, 1)).toEqual({
      sequentialMs: 0,
      makespanMs: 0,
      schedule: [
        { planTaskId: 'T1', startMs: 0, endMs: 0, slot: 0 },
        { planTaskId: 'T2', startMs: 0, endMs: 0, slot: 0 },
      ],
    });
  });

  it('of no tasks is empty', () => {
    expect(forecast([], 2)).toEqual({ sequentialMs: 0, makespanMs: 0, schedule: [] });
  });

  it.each([0, -1, 1.5, Number.NaN])('throws for %d agents', (agents) => {
    expect(() => forecast([], agents)).toThrow(RangeError);
  });
});

import { describe, expect, it } from 'vitest';
import { readTenTasks } from './testing/ten-tasks.ts';
import { timedTask } from './testing/task-graphs.ts';
import { criticalPath, dependantsOf, findCycle, tailLengths, topologicalOrder } from './graph.ts';

const hourMs = 3_600_000;
const idsOf = (tasks: readonly { readonly planTaskId: string }[]): readonly string[] =>
  tasks.map((task) => task.planTaskId);

describe('topologicalOrder', () => {
  it('keeps an order that is already one of work', () => {
    expect(idsOf(topologicalOrder(readTenTasks()))).toEqual(idsOf(readTenTasks()));
  });

  it('puts a task behind dependencies that are written after it', () => {
    const tasks = [timedTask('T3', ['T2']), timedTask('T2', ['T1']), timedTask('T1')];
    expect(idsOf(topologicalOrder(tasks))).toEqual(['T1', 'T2', 'T3']);
  });

  it('takes a dependency that is not among the tasks for done', () => {
    expect(idsOf(topologicalOrder([timedTask('T2', ['T1'])]))).toEqual(['T2']);
  });

  it('throws for a circle and names it', () => {
    const tasks = [timedTask('T1', ['T2']), timedTask('T2', ['T1'])];
    expect(() => topologicalOrder(tasks)).toThrow('T1 → T2 → T1');
  });

  it('orders a chain of 20000 tasks written from its end', () => {
    const chain = Array.from({ length: 20_000 }, (_, n) => timedTask(`T${n}`, [`T${n + 1}`]));
    expect(topologicalOrder(chain)[0]?.planTaskId).toBe('T19999');
  });
});

describe('findCycle', () => {
  it('finds none in the ten tasks', () => {
    expect(findCycle(readTenTasks())).toBeUndefined();
  });

  it('names a circle in the order of work, from its first task of the plan back to it', () => {
    const tasks = [
      timedTask('T0'),
      timedTask('T1', ['T0', 'T3']),
      timedTask('T2', ['T1']),
      timedTask('T3', ['T2']),
    ];
    expect(findCycle(tasks)).toEqual(['T1', 'T2', 'T3', 'T1']);
  });

  it('leaves out a task that only leads into the circle', () => {
    const tasks = [timedTask('T1', ['T2']), timedTask('T2', ['T3']), timedTask('T3', ['T2'])];
    expect(findCycle(tasks)).toEqual(['T2', 'T3', 'T2']);
  });

  it('finds a task that waits for itself', () => {
    expect(findCycle([timedTask('T1', ['T1'])])).toEqual(['T1', 'T1']);
  });
});

describe('dependantsOf', () => {
  it('lists those that wait directly, in the order of the plan, and nobody twice', () => {
    const tasks = [
      timedTask('T1'),
      timedTask('T2', ['T1', 'T1', 'T9']),
      timedTask('T3', ['T1', 'T2']),
    ];
    expect([...dependantsOf(tasks)]).toEqual([
      ['T1', ['T2', 'T3']],
      ['T2', ['T3']],
      ['T3', []],
    ]);
  });
});

describe('criticalPath', () => {
  it('of the ten tasks is 19 hours long', () => {
    expect(criticalPath(readTenTasks())).toEqual({
      path: ['T1', 'T2', 'T3', 'T7', 'T8'],
      lengthMs: 19 * hourMs,
    });
  });

  it('begins with a task that waits for nothing, even when nothing takes time', () => {
    const tasks = [timedTask('T2', ['T1'], 0), timedTask('T1', [], 0)];
    expect(criticalPath(tasks)).toEqual({ path: ['T1', 'T2'], lengthMs: 0 });
  });

  it('of no tasks is empty', () => {
    expect(criticalPath([])).toEqual({ path: [], lengthMs: 0 });
  });
});

describe('tailLengths', () => {
  it('count the task itself and the longest chain behind it', () => {
    const tails = tailLengths(readTenTasks());
    const inHours = [...tails].map(([id, ms]): [string, number] => [id, ms / hourMs]);
    expect(Object.fromEntries(inHours)).toEqual({
      T1: 19,
      T2: 17,
      T3: 13,
      T4: 10,
      T5: 10,
      T6: 8,
      T7: 7,
      T8: 3,
      T9: 2,
      T10: 3,
    });
  });
});

import { describe, expect, it } from 'vitest';
import { planFault } from './plan-fault.ts';

const task = (planTaskId: string, ...dependencies: readonly string[]) => ({
  planTaskId,
  dependencies,
});

describe('a plan whose tasks can all come to an end', () => {
  it.each([
    ['one task', [task('T1')]],
    ['a chain, written in any order', [task('T2', 'T1'), task('T1')]],
    ['a diamond', [task('A'), task('B', 'A'), task('C', 'A'), task('D', 'B', 'C')]],
  ])('has no fault: %s', (_, tasks) => {
    expect(planFault(tasks)).toBeUndefined();
  });

  it('may be a chain of ten thousand tasks', () => {
    const chain = Array.from({ length: 10_000 }, (_, index) =>
      index === 0 ? task('T0') : task(`T${index}`, `T${index - 1}`),
    );
    expect(planFault(chain)).toBeUndefined();
  });
});

describe('a plan that could never end', () => {
  it.each([
    ['of two tasks with one id', [task('T1'), task('T1')], "Two tasks are called 'T1'"],
    [
      'with a dependency that is not there',
      [task('T1', 'T9')],
      "'T1' depends on 'T9', which the plan does not have",
    ],
    [
      'with a circle',
      [task('T1', 'T2'), task('T2', 'T1')],
      'The tasks depend on each other in a circle: T1 → T2 → T1',
    ],
    [
      'with a task that waits for itself',
      [task('T1', 'T1')],
      'The tasks depend on each other in a circle: T1 → T1',
    ],
  ])('says so: %s', (_, tasks, fault) => {
    expect(planFault(tasks)).toBe(fault);
  });
});

describe('tasks that are added to a plan', () => {
  it('may depend on what the plan has', () => {
    expect(planFault([task('T3', 'T1'), task('T4', 'T3')], ['T1', 'T2'])).toBeUndefined();
  });

  it('name what it does not have, with the nearest that it has', () => {
    expect(planFault([task('docs', 'login-ap')], ['login-api', 'T2'])).toBe(
      "'docs' depends on 'login-ap', which the plan does not have; did you mean 'login-api'?",
    );
  });
});

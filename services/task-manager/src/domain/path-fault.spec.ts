import { describe, expect, it } from 'vitest';
import { pathFault } from './path-fault.ts';

const task = (planTaskId: string, ...paths: readonly string[]) => ({ planTaskId, paths });

describe('the paths of tasks', () => {
  it('have no fault when they are within the repository, or when there are none', () => {
    const tasks = [task('T1'), task('T2', 'src/**', '.', 'docs/{a,b}.md'), task('T3', '...')];
    expect(pathFault(tasks)).toBeUndefined();
  });

  it.each([
    ['absolute', '/etc/**', 'must be relative to the top of the repository'],
    ['absolute on a drive', 'C:/src', 'must be relative to the top of the repository'],
    ['outside', '../other/**', 'must not lead upwards with ..'],
    ['outside on a detour', 'src/{a,../..}/b', 'must not lead upwards with ..'],
    ['no pattern', 'src/[', 'has a [ that does not begin a set'],
  ])('are refused when one is %s, by task and pattern', (_, pattern, reason) => {
    const fault = pathFault([task('T1', 'src'), task('T2', 'docs', pattern)]);
    expect(fault).toContain(`'T2': the path pattern '${pattern}' ${reason}`);
  });
});

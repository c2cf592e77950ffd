import { describe, expect, it } from 'vitest';
import { dependantsOf } from './dependants.ts';

describe('what falls with a rejected task', () => {
  it('is what depends on it, directly or not, in whatever order the plan has it, and has not ended', () => {
    const task = (planTaskId: string, ...dependencies: readonly string[]) => ({
      planTaskId,
      dependencies: [...dependencies],
      endedAt: null,
    });
    const gone = { ...task('gone', 'build'), endedAt: '2030-01-01T00:00:00.000Z' };
    const tasks = [task('notes', 'release'), task('build'), task('release', 'build'), gone];
    expect(dependantsOf('build', [...tasks, task('other')])).toEqual(['notes', 'release']);
  });
});

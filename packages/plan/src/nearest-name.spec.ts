import { describe, expect, it } from 'vitest';
import { nearestName } from './nearest-name.ts';

describe('nearestName', () => {
  it.each([
    ['dependecies', ['name', 'dependencies', 'description'], 'dependencies'],
    ['hihg', ['critical', 'high', 'medium', 'low'], 'high'],
    ['Paths', ['paths', 'path'], 'paths'],
    ['T11', ['T2', 'T1'], 'T1'],
    ['on_faliure', ['on_failure'], 'on_failure'],
  ])('takes %s for the one of %j that is a few edits away', (name, candidates, expected) => {
    expect(nearestName(name, candidates)).toBe(expected);
  });

  it('prefers the nearer candidate, and the first of equally near ones', () => {
    expect(nearestName('tests', ['texts', 'test', 'tests2'])).toBe('texts');
    expect(nearestName('tasks', ['taks2', 'task'])).toBe('task');
  });

  it('counts two swapped letters as one edit', () => {
    expect(nearestName('urn', ['run'])).toBe('run');
    expect(nearestName('nur', ['run'])).toBeUndefined();
  });

  it('suggests nothing when no candidate resembles the name', () => {
    expect(nearestName('owner', ['name', 'tasks', 'prepare'])).toBeUndefined();
    expect(nearestName('T1', [])).toBeUndefined();
  });
});

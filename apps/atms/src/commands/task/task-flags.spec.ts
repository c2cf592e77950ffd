import { describe, expect, it } from 'vitest';
import { changesOf, type TaskFlags } from './task-flags.ts';

const now = new Date('2030-01-01T00:00:00.000Z');

describe('what is said of a task on the command line', () => {
  it('becomes what the commands ask for, and nothing that was not said', () => {
    expect(changesOf({}, now)).toEqual({});
    const flags: TaskFlags = {
      run: 'make',
      skills: 'npm, docs',
      checks: 'test,lint',
      acceptance: ['It works'],
      estimate: '1h30m',
      timeout: '90s',
    };
    expect(changesOf(flags, now)).toEqual({
      run: 'make',
      skills: ['npm', 'docs'],
      checks: ['test', 'lint'],
      acceptance: ['It works'],
      estimateMs: 5_400_000,
      timeoutMs: 90_000,
    });
  });

  it.each([
    ['4h', '2030-01-01T04:00:00.000Z'],
    ['2030-01-31T18:00:00+02:00', '2030-01-31T16:00:00.000Z'],
  ])('may have the deadline %s', (deadline, at) => {
    expect(changesOf({ deadline }, now)).toEqual({ deadline: at });
  });

  it.each([
    [{ estimate: 'soon' }, '--estimate'],
    [{ timeout: '12' }, '--timeout'],
    [{ deadline: '2030-01-31T18:00:00' }, '--deadline'],
    [{ deadline: 'tomorrow' }, '--deadline'],
    [{ checks: ' , ' }, '--checks'],
  ])('is refused with the option that cannot be understood: %o', (flags, option) => {
    expect(() => changesOf(flags, now)).toThrow(`${option} cannot be`);
  });

  it('takes found and none as they are', () => {
    expect(changesOf({ checks: 'none' }, now)).toEqual({ checks: 'none' });
    expect(changesOf({ checks: 'found' }, now)).toEqual({ checks: 'found' });
  });
});

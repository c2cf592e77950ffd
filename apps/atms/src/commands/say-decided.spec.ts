import { describe, expect, it } from 'vitest';
import { goesOn } from './say-decided.ts';

describe('what was paused', () => {
  it('goes on at once only where a process carries work out', () => {
    expect(goesOn({ isServed: true })).toBe('goes on');
    expect(goesOn({ isServed: false })).toBe('goes on with the next run');
  });
});

import { describe, expect, it } from 'vitest';
import { nameAmong } from './task-named.ts';

describe('a task that was decided on', () => {
  const slow = { workflowId: 'W1', name: 'slow', endedAt: null };
  const other = { workflowId: 'W2', name: 'hello', endedAt: null };
  const task = { planTaskId: 's1', workflowId: 'W1' };

  it('is called with its workflow where another one goes on, too', () => {
    expect(nameAmong(task, [other, slow])).toBe("s1 of 'slow'");
    expect(nameAmong(task, [{ ...other, endedAt: '2030-01-01T00:00:00.000Z' }, slow])).toBe('s1');
  });
});

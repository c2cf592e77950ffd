import { describe, expect, it } from 'vitest';
import type { ListedTask } from '@atms/monitoring';
import { plainListedTask } from '../spec-support/plain-views.ts';
import { createColours, escape } from './colours.ts';
import { taskListText } from './task-list-text.ts';

const colours = createColours(false);

function listed(change: Partial<ListedTask>): ListedTask {
  return { ...plainListedTask, ...change };
}

describe('a list of tasks', () => {
  it('is a table in which a task that nobody has begun with has no attempt', () => {
    const started = { startedAt: '2030-01-01T00:00:00.000Z', actualMs: 4_200 };
    const begun = listed({ ...started, state: 'running', attempt: 2, agentId: 'local.shell' });
    const text = taskListText({ tasks: [listed({}), begun], total: 2 }, { colours, all: false });
    expect(text.split('\n')).toEqual([
      'id  name   state    attempt  agent        time  why',
      'T1  Login  queued   -        -            -     waits for T2',
      'T1  Login  running  2        local.shell  4.2s  waits for T2',
    ]);
  });

  it('names the workflows when it is of all, says how many more there are, and is harmless', () => {
    const hostile = listed({ name: `${escape}[2Jgone`, why: 'x'.repeat(200), paused: true });
    const text = taskListText({ tasks: [hostile], total: 4 }, { colours, all: true });
    expect(text).toMatch(/^workflow +id[^]*Shop +T1 +gone +queued, paused [^]*…\nand 3 more$/);
    expect(text).not.toContain(escape);
    expect(taskListText({ tasks: [], total: 0 }, { colours, all: true })).toBe('No such task');
  });
});

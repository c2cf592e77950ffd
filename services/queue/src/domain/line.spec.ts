import { describe, expect, it } from 'vitest';
import {
  at,
  enqueue,
  key,
  look,
  remove,
  toldLast,
  toldOneByOne,
} from '../testing/line-commands.ts';

describe('a queued task', () => {
  it('is ready in the same append when nothing stands in its way', () => {
    expect(toldLast([enqueue('T1')])).toEqual(['task.queued T1/1', 'task.ready T1/1']);
  });

  it('carries what it waits for, so that the line can be read from the log alone', () => {
    const task = {
      dependencies: ['T0'],
      paths: ['src/**'],
      priority: 'high',
      notBefore: at(5),
    } as const;
    expect(toldOneByOne([enqueue('T1', task)])).toEqual([
      [{ type: 'task.queued', data: { ...key('T1'), queuedAt: at(0), ...task } }],
    ]);
  });

  it('is not queued twice for one attempt', () => {
    expect(toldLast([enqueue('T1'), enqueue('T1')])).toEqual([]);
  });

  it('is not replaced by an earlier attempt that was delivered late', () => {
    expect(toldLast([enqueue('T1', { attempt: 2 }), enqueue('T1', { attempt: 1 })])).toEqual([]);
  });
});

describe('a dependency', () => {
  const waiting = [enqueue('T1'), enqueue('T2', { dependencies: ['T1'] })];

  it('keeps a task waiting until it has completed', () => {
    expect(toldLast(waiting)).toEqual(['task.queued T2/1']);
  });

  it('makes it ready in the append that records the completion', () => {
    expect(toldLast([...waiting, remove('T1', 'completed')])).toEqual([
      'queue.removed T1/1 completed',
      'task.ready T2/1',
    ]);
  });

  it.each(['failed', 'cancelled', 'escalated'] as const)('does not count when it %s', (reason) => {
    expect(toldLast([...waiting, remove('T1', reason)])).toEqual([`queue.removed T1/1 ${reason}`]);
  });

  it('counts also when it completed before the task was queued', () => {
    const early = [remove('T1', 'completed'), enqueue('T2', { dependencies: ['T1'] })];
    expect(toldLast(early)).toEqual(['task.queued T2/1', 'task.ready T2/1']);
  });

  it('counts after it was set aside, retried and completed', () => {
    const commands = [
      ...waiting,
      remove('T1', 'escalated'),
      enqueue('T1', { attempt: 2 }),
      remove('T1', 'completed', { attempt: 2 }),
    ];
    expect(toldLast(commands)).toEqual(['queue.removed T1/2 completed', 'task.ready T2/1']);
  });

  it('does not make its dependants wait for each other: there are no waves', () => {
    const commands = [
      enqueue('A'),
      enqueue('B'),
      enqueue('A2', { dependencies: ['A'] }),
      enqueue('B2', { dependencies: ['B'] }),
    ];
    expect(toldLast([...commands, remove('A', 'completed')])).toContain('task.ready A2/1');
  });

  it('must all have completed, whatever the order', () => {
    const both = enqueue('T3', { dependencies: ['T1', 'T2'] });
    const first = [both, remove('T2', 'completed')];
    expect(toldLast(first)).toEqual(['queue.removed T2/1 completed']);
    expect(toldLast([...first, remove('T1', 'completed')])).toContain('task.ready T3/1');
  });
});

describe('a lock', () => {
  const src = { paths: ['src/**'] };

  it('is taken with all paths at once, in the append that makes the task ready', () => {
    const paths = ['src/**', 'test/**'];
    expect(toldOneByOne([enqueue('T1', { paths })])[0]?.slice(1)).toEqual([
      { type: 'lock.acquired', data: { ...key('T1'), paths } },
      { type: 'task.ready', data: key('T1') },
    ]);
  });

  it('makes a task wait whose paths overlap, and lets others pass', () => {
    const taken = [enqueue('T1', src), enqueue('T2', { paths: ['docs/*', 'src/api.ts'] })];
    expect(toldLast(taken)).toEqual(['task.queued T2/1']);
    expect(toldLast([...taken, enqueue('T3', { paths: ['docs/*'] })])).toContain('task.ready T3/1');
  });

  it.each(['completed', 'failed', 'cancelled', 'escalated'] as const)(
    'is given back when its task has %s',
    (reason) => {
      const commands = [enqueue('T1', src), enqueue('T2', src), remove('T1', reason)];
      expect(toldLast(commands)).toEqual([
        `queue.removed T1/1 ${reason}`,
        'lock.acquired T2/1',
        'task.ready T2/1',
      ]);
    },
  );

  it('is kept over a retry, so that nobody changes the files between two attempts', () => {
    const retried = [
      enqueue('T1', src),
      enqueue('T2', src),
      enqueue('T1', { ...src, attempt: 2, notBefore: at(60) }),
    ];
    expect(toldLast(retried)).toEqual(['task.queued T1/2']);
    expect(toldLast([...retried, look({ at: at(60) })])).toEqual(['task.ready T1/2']);
  });

  it('is taken anew by a task that comes back after it was set aside', () => {
    const commands = [
      enqueue('T1', src),
      remove('T1', 'escalated'),
      enqueue('T1', { ...src, attempt: 2 }),
    ];
    expect(toldLast(commands)).toEqual([
      'task.queued T1/2',
      'lock.acquired T1/2',
      'task.ready T1/2',
    ]);
  });

  it('is not needed by a task that declares no paths', () => {
    expect(toldLast([enqueue('T1', src), enqueue('T2')])).toContain('task.ready T2/1');
  });
});

describe('the cap', () => {
  const full = [enqueue('T1'), enqueue('T2'), enqueue('T3')];

  it('holds back what is over it', () => {
    expect(toldLast(full, { cap: 2 })).toEqual(['task.queued T3/1']);
  });

  it('lets the next one in when one leaves', () => {
    expect(toldLast([...full, remove('T1', 'failed')], { cap: 2 })).toEqual([
      'queue.removed T1/1 failed',
      'task.ready T3/1',
    ]);
  });

  it('does not count a task that backs off', () => {
    const retried = enqueue('T1', { attempt: 2, notBefore: at(60) });
    expect(toldLast([...full, retried], { cap: 2 })).toEqual([
      'task.queued T1/2',
      'task.ready T3/1',
    ]);
  });

  it('lets a retried task in again only when there is room', () => {
    const retried = enqueue('T1', { attempt: 2, notBefore: at(60) });
    const commands = [...full, retried, look({ at: at(60) })];
    expect(toldLast(commands, { cap: 2 })).toEqual([]);
    expect(toldLast([...commands, remove('T2', 'completed', { at: at(61) })], { cap: 2 })).toEqual([
      'queue.removed T2/1 completed',
      'task.ready T1/2',
    ]);
  });
});

describe('the order', () => {
  const first = enqueue('T0');
  const next = remove('T0', 'completed');

  it('is by priority', () => {
    const commands = [
      first,
      enqueue('low', { priority: 'low' }),
      enqueue('critical', { priority: 'critical' }),
      enqueue('high', { priority: 'high' }),
      next,
    ];
    expect(toldLast(commands, { cap: 1 })).toContain('task.ready critical/1');
  });

  it('is by age among equals', () => {
    const commands = [
      first,
      enqueue('young', { queuedAt: at(9) }),
      enqueue('old', { queuedAt: at(1) }),
      next,
    ];
    expect(toldLast(commands, { cap: 1 })).toContain('task.ready old/1');
  });

  it('is as they were queued among those of the same moment', () => {
    const commands = [first, enqueue('B'), enqueue('A'), next];
    expect(toldLast(commands, { cap: 1 })).toContain('task.ready B/1');
  });

  it('lets nothing wait for ever: after 75 minutes low is level with a fresh critical', () => {
    const critical = (seconds: number) =>
      enqueue('fresh', { priority: 'critical', queuedAt: at(seconds) });
    const low = enqueue('waited', { priority: 'low', queuedAt: at(0) });
    const fresh = [first, low, critical(75 * 60 - 1), next];
    expect(toldLast(fresh, { cap: 1 })).toContain('task.ready fresh/1');
    const overtaken = [first, low, critical(75 * 60 + 1), next];
    expect(toldLast(overtaken, { cap: 1 })).toContain('task.ready waited/1');
  });

  it('passes over what cannot start', () => {
    const commands = [
      first,
      enqueue('critical', { priority: 'critical', dependencies: ['T9'] }),
      enqueue('low', { priority: 'low' }),
      next,
    ];
    expect(toldLast(commands, { cap: 1 })).toContain('task.ready low/1');
  });
});

describe('a due time', () => {
  const backingOff = enqueue('T1', { attempt: 2, notBefore: at(30) });

  it('is waited for to the millisecond', () => {
    expect(toldLast([backingOff])).toEqual(['task.queued T1/2']);
    expect(toldLast([backingOff, look({ at: at(29.999) })])).toEqual([]);
    expect(toldLast([backingOff, look({ at: at(30) })])).toEqual(['task.ready T1/2']);
  });

  it('that has passed holds nothing back', () => {
    const late = enqueue('T1', { attempt: 2, notBefore: at(30) }, { at: at(31) });
    expect(toldLast([late])).toEqual(['task.queued T1/2', 'task.ready T1/2']);
  });
});

describe('a pause', () => {
  it('of a task keeps it from becoming ready until somebody looks again', () => {
    const paused = enqueue('T1', {}, { pausedTasks: ['T1'] });
    expect(toldLast([paused])).toEqual(['task.queued T1/1']);
    expect(toldLast([paused, look()])).toEqual(['task.ready T1/1']);
  });

  it('of a workflow keeps all of its tasks, and no others', () => {
    const pausedWorkflows = ['W'];
    const other = enqueue('T2', { workflowId: 'V' }, { pausedWorkflows });
    const paused = [enqueue('T1', {}, { pausedWorkflows }), other];
    expect(toldLast(paused)).toEqual(['task.queued T2/1', 'task.ready T2/1']);
  });

  it('takes neither lock nor place from who has them', () => {
    const pausedTasks = ['T1'];
    const src = { paths: ['src/**'] };
    const commands = [enqueue('T1', src), enqueue('T2', src, { pausedTasks })];
    expect(toldLast(commands)).toEqual(['task.queued T2/1']);
    expect(toldLast([...commands, enqueue('T3', {}, { pausedTasks })], { cap: 1 })).toEqual([
      'task.queued T3/1',
    ]);
  });
});

describe('an end', () => {
  it('that comes before its task was queued is recorded, and the task then refused', () => {
    expect(toldLast([remove('T1', 'cancelled')])).toEqual(['queue.removed T1/1 cancelled']);
    expect(toldLast([remove('T1', 'cancelled'), enqueue('T1')])).toEqual([]);
  });

  it.each(['completed', 'failed', 'cancelled'] as const)('%s is final', (reason) => {
    const ended = [enqueue('T1'), remove('T1', reason)];
    expect(toldLast([...ended, enqueue('T1', { attempt: 2 })])).toEqual([]);
    for (const again of ['completed', 'failed', 'cancelled', 'escalated'] as const) {
      expect(toldLast([...ended, remove('T1', again)])).toEqual([]);
      expect(toldLast([...ended, remove('T1', again, { attempt: 2 })])).toEqual([]);
    }
  });

  it('of an attempt that the line has not heard of takes the earlier one with it', () => {
    const commands = [enqueue('T1'), remove('T1', 'completed', { attempt: 3 })];
    expect(toldLast(commands)).toEqual(['queue.removed T1/3 completed']);
    expect(toldLast([...commands, enqueue('T1', { attempt: 3 })])).toEqual([]);
  });
});

describe('a setting aside', () => {
  const aside = [enqueue('T1', { attempt: 3 }), remove('T1', 'escalated', { attempt: 3 })];

  it('is recorded once', () => {
    expect(toldLast([...aside, remove('T1', 'escalated', { attempt: 3 })])).toEqual([]);
    expect(toldLast([...aside, remove('T1', 'escalated', { attempt: 2 })])).toEqual([]);
  });

  it('ends with the attempt that a person opens, and with no other', () => {
    expect(toldLast([...aside, enqueue('T1', { attempt: 3 })])).toEqual([]);
    expect(toldLast([...aside, enqueue('T1', { attempt: 4 })])).toEqual([
      'task.queued T1/4',
      'task.ready T1/4',
    ]);
  });

  it('may be followed by an end', () => {
    expect(toldLast([...aside, remove('T1', 'failed', { attempt: 3 })])).toEqual([
      'queue.removed T1/3 failed',
    ]);
  });

  it('that comes after the retry it led to is void', () => {
    const commands = [enqueue('T1', { attempt: 4 }), remove('T1', 'escalated', { attempt: 3 })];
    expect(toldLast(commands)).toEqual([]);
  });

  it('of a task that is not queued yet refuses the attempt that was set aside', () => {
    expect(toldLast([remove('T1', 'escalated'), enqueue('T1')])).toEqual([]);
    expect(toldLast([remove('T1', 'escalated'), enqueue('T1', { attempt: 2 })])).toContain(
      'task.ready T1/2',
    );
  });
});

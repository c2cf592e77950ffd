import { describe, expect, it } from 'vitest';
import { at, enqueue, key, remove, toldLast, toldOneByOne } from '../testing/line-commands.ts';

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

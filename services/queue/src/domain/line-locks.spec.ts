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

  it('lets those that waited for it start one after the other when it is given back', () => {
    const crowd = [
      enqueue('T1', src),
      enqueue('T2', { paths: ['src/a.ts'] }),
      enqueue('T3', { paths: ['src/b.ts'] }),
      look(),
      enqueue('T4'),
      enqueue('T5'),
      remove('T1', 'completed'),
    ];
    expect(toldLast(crowd, { cap: 3 })).toContain('task.ready T2/1');
    expect(toldLast([...crowd, remove('T4', 'completed')], { cap: 3 })).toEqual([
      'queue.removed T4/1 completed',
      'lock.acquired T3/1',
      'task.ready T3/1',
    ]);
  });

  it('is not needed by a task that declares no paths', () => {
    expect(toldLast([enqueue('T1', src), enqueue('T2')])).toContain('task.ready T2/1');
  });
});

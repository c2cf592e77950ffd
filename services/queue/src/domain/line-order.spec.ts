import { describe, expect, it } from 'vitest';
import { given } from '@atms/eventsourcing';
import {
  at,
  enqueue,
  look,
  prioritize,
  remove,
  setDeadline,
  toldLast,
  toldOneByOne,
} from '../testing/line-commands.ts';
import { createLineDecider } from './line.ts';
import type { QueueCommand } from './line-messages.ts';

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

  const hours = (count: number) => count * 3_600;
  const startedAt = (seconds: number, ...entries: readonly QueueCommand[]) =>
    toldLast([first, ...entries, remove('T0', 'completed', { at: at(seconds) })], { cap: 1 });

  it('changes when a deadline is less than four hours away', () => {
    const late = enqueue('late', { deadline: at(hours(5)) });
    const high = enqueue('high', { priority: 'high' });
    expect(startedAt(hours(1), late, high)).toContain('task.ready high/1');
    expect(startedAt(hours(1) + 1, late, high)).toContain('task.ready late/1');
  });

  it('knows the time of the decision when the clock was set back', () => {
    const paused = { pausedWorkflows: ['W'] };
    const late = enqueue('late', { deadline: at(hours(5)) }, paused);
    const high = enqueue('high', { priority: 'high' }, paused);
    const looked = look({ at: at(hours(3)), ...paused });
    expect(toldLast([late, high, looked, look({ at: at(hours(3)) })], { cap: 1 })).toEqual([
      'task.ready late/1',
    ]);
    expect(toldLast([late, high, looked, look()], { cap: 1 })).toEqual(['task.ready high/1']);
  });

  it('prefers the critical path, and what blocks others, but no number of them to a deadline', () => {
    const plain = enqueue('plain');
    const critical = enqueue('critical', { onCriticalPath: true });
    const blocks = enqueue('blocks', { blocks: 100 });
    const late = enqueue('late', { deadline: at(hours(1)) });
    expect(startedAt(1, plain, critical)).toContain('task.ready critical/1');
    expect(startedAt(1, plain, critical, blocks)).toContain('task.ready blocks/1');
    expect(startedAt(1, plain, critical, blocks, late)).toContain('task.ready late/1');
  });

  it('lets who has waited for a day go before everybody else', () => {
    const waited = enqueue('waited', { priority: 'low' });
    const fresh = enqueue('fresh', { priority: 'critical', queuedAt: at(60), blocks: 9 });
    expect(startedAt(hours(24) - 1, waited, fresh)).toContain('task.ready fresh/1');
    expect(startedAt(hours(24), waited, fresh)).toContain('task.ready waited/1');
  });

  it('counts the age of a task, not of its attempt', () => {
    const retried = enqueue('retried', { attempt: 2, queuedAt: at(100) });
    const told = toldOneByOne([first, enqueue('retried'), retried], { cap: 1 });
    expect(told.at(-1)).toMatchObject([{ type: 'task.queued', data: { queuedAt: at(0) } }]);
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

describe('a deadline that a waiting task is given', () => {
  const waiting = [enqueue('T0'), enqueue('T1'), enqueue('T2')];
  const soon = setDeadline('T2', at(3_600));

  it('lets it go before others at its next turn, and makes nothing ready by itself', () => {
    expect(toldLast([...waiting, soon], { cap: 1 })).toEqual(['queue.prioritized T2/1 medium']);
    const next = [...waiting, soon, remove('T0', 'completed')];
    expect(toldLast(next, { cap: 1 })).toContain('task.ready T2/1');
  });

  it('is taken once, and by nobody who is ready or not queued', () => {
    expect(toldLast([...waiting, soon, soon], { cap: 1 })).toEqual([]);
    expect(toldLast([...waiting, setDeadline('T0', at(3_600))], { cap: 1 })).toEqual([]);
    expect(toldLast([...waiting, setDeadline('T9', at(3_600))], { cap: 1 })).toEqual([]);
  });

  it("is no word on the base of its priority: a person's stays, and otherwise the plan's next one holds", () => {
    const again = (...said: readonly QueueCommand[]) =>
      toldOneByOne([...waiting, ...said, soon, enqueue('T2', { attempt: 2, priority: 'low' })], {
        cap: 1,
      }).at(-1);
    expect(again()).toMatchObject([{ data: { priority: 'low' } }]);
    expect(again(prioritize('T2', 'high'))).toMatchObject([{ data: { priority: 'high' } }]);
  });
});

describe("a person's word", () => {
  const waiting = [enqueue('T0'), enqueue('T1'), enqueue('T2')];
  const word = prioritize('T2', 'critical');

  it('changes the order, and makes nothing ready by itself', () => {
    expect(toldLast([...waiting, word], { cap: 1 })).toEqual(['queue.prioritized T2/1 critical']);
    expect(toldLast([...waiting, word, remove('T0', 'completed')], { cap: 1 })).toContain(
      'task.ready T2/1',
    );
  });

  it('is taken once', () => {
    expect(toldLast([...waiting, word, word])).toEqual([]);
  });

  it.each(['retried', 'set aside'])('stays for the next attempt when the task is %s', (how) => {
    const aside = how === 'retried' ? [] : [remove('T2', 'escalated')];
    const again = [...waiting, word, ...aside, enqueue('T2', { attempt: 2 })];
    expect(toldOneByOne(again, { cap: 1 }).at(-1)).toMatchObject([
      { type: 'task.queued', data: { attempt: 2, priority: 'critical' } },
    ]);
  });

  it.each([
    ['not-queued', 'before the task is queued', []],
    ['not-queued', 'while it waits for a person', [enqueue('T2'), remove('T2', 'escalated')]],
    ['task-already-ended', 'after its end', [enqueue('T2'), remove('T2', 'failed')]],
  ])('is refused as %s %s', (code, _when, before) => {
    const decider = createLineDecider({ cap: 1 });
    const decision = given(decider, toldOneByOne(before).flat()).when(word);
    expect(decision).toMatchObject({ kind: 'rejected', rejection: { code } });
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
    const paused = enqueue('T1', {}, { pausedWorkflows });
    expect(toldLast([paused])).toEqual(['task.queued T1/1']);
    expect(toldLast([paused, other])).toEqual(['task.queued T2/1', 'task.ready T2/1']);
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

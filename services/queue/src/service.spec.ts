import { describe, expect, it } from 'vitest';
import { createdTask, hashOf, openedPerTest, retriedTask, taskSpec } from '@atms/testkit';
import { at } from './testing/line-commands.ts';
import { openComposedQueue } from './testing/composed-queue.ts';

const open = openedPerTest(openComposedQueue);
const tree = hashOf('d');
const completed = (taskId: string) => ({ workflowId: 'W', taskId, attempt: 1, tree });
const decided = { workflowId: 'W', by: 'pat' };

describe('the queue', () => {
  it('makes a task ready that waits for nothing, and its dependant once it has completed', async () => {
    const { say, heard, said } = await open();
    await say('task.created', createdTask({ paths: ['src/**'] }));
    await say('task.created', createdTask({ taskId: 'T2', dependencies: ['T1'] }));
    await heard('task.ready', 'T1');
    await heard('task.queued', 'T2');
    await say('task.completed', completed('T1'));
    await heard('task.ready', 'T2');
    expect((await said()).slice(-2)).toEqual(['queue.removed T1/1', 'task.ready T2/1']);
    expect(new Set(await said()).size).toBe((await said()).length);
  });

  it('puts a removal and what it makes ready into one append', async () => {
    const { say, heard } = await open();
    await say('task.created', createdTask());
    await say('task.created', createdTask({ taskId: 'T2', dependencies: ['T1'] }));
    await heard('task.queued', 'T2');
    await say('task.completed', completed('T1'));
    const ready = await heard('task.ready', 'T2');
    const removed = await heard('queue.removed', 'T1');
    expect(ready.metadata).toEqual(removed.metadata);
    expect(ready.revision).toBe(removed.revision + 1);
  });

  it('wakes a task up when its back-off is over', async () => {
    const { ports, say, heard, said } = await open();
    await say('task.created', createdTask());
    await heard('task.ready', 'T1');
    await say('task.retried', retriedTask({ notBefore: at(30) }));
    await heard('task.queued', 'T1');
    await ports.clock.advance(29_999);
    expect(await said()).not.toContain('task.ready T1/2');
    await ports.clock.advance(1);
    expect(await said()).toContain('task.ready T1/2');
  });

  it('takes up a back-off that was over while it did not run', async () => {
    const { ports, say, heard, said, restart } = await open();
    await say('task.created', createdTask());
    await say('task.retried', retriedTask({ notBefore: at(30) }));
    await heard('task.queued', 'T1');
    await ports.clock.advance(10_000);
    await restart();
    await ports.clock.advance(20_000);
    expect((await said()).filter((one) => one === 'task.ready T1/2')).toHaveLength(1);
  });

  it('makes nothing of a paused workflow ready until it is resumed', async () => {
    const { ports, say, heard, said } = await open();
    await say('workflow.paused', decided);
    await say('task.created', createdTask());
    await heard('task.queued', 'T1');
    await ports.clock.advance(1_000);
    expect(await said()).toEqual(['task.queued T1/1']);
    await say('workflow.resumed', decided);
    await heard('task.ready', 'T1');
  });

  it('makes a paused task ready once it is resumed', async () => {
    const { say, heard } = await open({ cap: 1 });
    await say('task.created', createdTask());
    await heard('task.ready', 'T1');
    await say('task.created', createdTask({ taskId: 'T2' }));
    await say('task.paused', { ...decided, taskId: 'T2' });
    await say('task.completed', completed('T1'));
    await heard('queue.removed', 'T1');
    await say('task.resumed', { ...decided, taskId: 'T2' });
    await heard('task.ready', 'T2');
  });

  it('gives a task another priority when a person asks for it, and says why when it cannot', async () => {
    const { ports, say, heard, said } = await open({ cap: 1 });
    const ask = (taskId: string) =>
      ports.commands.request({
        service: 'queue',
        name: 'PrioritizeTask',
        payload: { taskId, priority: 'critical', by: 'pat' },
        commandId: `prioritize-${taskId}`,
      });
    await say('workflow.planned', { workflowId: 'W', part: 1, parts: 1, tasks: [taskSpec()] });
    expect(await ask('T1')).toMatchObject({ kind: 'rejected', code: 'not-queued' });
    expect(await ask('T9')).toMatchObject({ kind: 'rejected', code: 'task-not-found' });
    for (const taskId of ['T1', 'T2', 'T3']) {
      await say('task.created', createdTask({ taskId }));
      await heard('task.queued', taskId);
    }
    expect(await ask('T3')).toMatchObject({ kind: 'accepted' });
    await say('task.completed', completed('T1'));
    await heard('task.ready', 'T3');
    expect((await said()).at(-3)).toBe('queue.prioritized T3/1');
  });

  it('answers commands and does nothing else when it is told not to act', async () => {
    const { ports, say, heard, said, restart } = await open();
    await say('task.created', createdTask());
    await heard('task.queued', 'T1');
    await restart({ act: false });
    await say('task.created', createdTask({ taskId: 'T2' }));
    await ports.clock.advance(120_000);
    const before = await said();
    await ports.commands.request({
      service: 'queue',
      name: 'PrioritizeTask',
      payload: { taskId: 'T1', priority: 'low', by: 'pat' },
      commandId: 'prioritize',
    });
    expect(await said()).toEqual([...before, 'queue.prioritized T1/1']);
    expect(before.filter((one) => one.includes('T2'))).toEqual([]);
  });

  it('finds with its sweep what no message told it, at its start and once a minute', async () => {
    const { ports, say, heard, said, restart } = await open({ deaf: true });
    await say('task.created', createdTask());
    await ports.clock.advance(1_000);
    expect(await said()).toEqual([]);
    await restart();
    await heard('task.ready', 'T1');
    await say('task.completed', completed('T1'));
    await ports.clock.advance(59_000);
    expect(await said()).not.toContain('queue.removed T1/1');
    await ports.clock.advance(1_000);
    expect(await said()).toContain('queue.removed T1/1');
  });
});

describe('two replicas of the queue on a rough bus', () => {
  it.each([1, 2, 3, 4])('decide once about everything (seed %d)', async (seed) => {
    const { ports, say, said } = await open({ cap: 2, replicas: 2, seed });
    const tasks = ['T1', 'T2', 'T3'];
    for (const taskId of tasks) {
      await say('task.created', createdTask({ taskId, paths: ['src/**'] }));
    }
    const done: string[] = [];
    while (done.length < tasks.length) {
      await ports.clock.advance(1_000);
      const there = await said();
      const ready = tasks.filter(
        (id) => !done.includes(id) && there.includes(`task.ready ${id}/1`),
      );
      expect(ready).toHaveLength(1);
      done.push(...ready);
      for (const taskId of ready) await say('task.completed', completed(taskId));
    }
    await ports.clock.advance(120_000);
    const all = await said();
    expect(all).toHaveLength(4 * tasks.length);
    expect(new Set(all).size).toBe(all.length);
  });
});

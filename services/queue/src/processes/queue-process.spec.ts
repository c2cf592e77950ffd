import { describe, expect, it } from 'vitest';
import type { EventData, EventType } from '@atms/contracts';
import {
  createdTask,
  createRecorder,
  hashOf,
  requestedWorkflow,
  retriedTask,
  taskSpec,
} from '@atms/testkit';
import { at } from '../testing/line-commands.ts';
import { createQueueView, type QueueView } from '../projections/queue-view.ts';
import { reactInQueue, reconcile } from './queue-process.ts';

const key = { workflowId: 'W', taskId: 'T1' };
const decided = { ...key, by: 'pat' };
const line = { lineId: 'L', ...key, attempt: 1 };
const task = createdTask({ dependencies: ['T0'], paths: ['src/**'], priority: 'high' });
const queued: EventData<'task.queued'> = {
  ...line,
  dependencies: [],
  paths: [],
  priority: 'high',
  queuedAt: at(0),
};
const aside: EventData<'task.escalated'> = {
  ...key,
  attempt: 1,
  reason: 'unproven',
  message: '',
  findings: [],
};
const ended = { ...decided, attempt: 1, reason: '' };
const completed = { ...key, attempt: 1, tree: hashOf('d') };

/** A view that is told one thing after the other. */
function createStory() {
  const record = createRecorder();
  const view = createQueueView();
  const tell = <T extends EventType>(type: T, data: EventData<T>) => {
    const event = record(type, data);
    view.apply(event);
    return event;
  };
  tell('workflow.requested', requestedWorkflow());
  return { view, tell, react: (event: ReturnType<typeof tell>) => reactInQueue(event, view) };
}

describe('a task that was changed', () => {
  const updated = (changes: EventData<'task.updated'>['changes']) => ({ ...decided, changes });
  const asked = (deadline: string) => ({
    type: 'SetDeadline',
    lineId: 'L',
    taskId: 'T1',
    deadline,
    by: 'pat',
  });

  it('stands in its line by its new deadline, the last one that it was given', () => {
    const { tell, react } = createStory();
    tell('task.created', task);
    const first = tell('task.updated', updated({ deadline: at(60) }));
    expect(react(first)).toEqual([asked(at(60))]);
    const last = tell('task.updated', updated({ deadline: at(30) }));
    expect([first, last].flatMap((event) => react(event))).toEqual([asked(at(30)), asked(at(30))]);
  });

  it('stands where it stood by any other change', () => {
    const { tell, react } = createStory();
    tell('task.created', { ...task, deadline: at(60) });
    expect(react(tell('task.updated', updated({ name: 'Login' })))).toEqual([]);
  });
});

describe('a task that was created', () => {
  it('is queued with what its line has to know of it, as old as its creation', () => {
    const { tell, react } = createStory();
    const created = tell('task.created', task);
    expect(react(created)).toEqual([
      {
        type: 'Enqueue',
        lineId: 'L',
        entry: {
          ...line,
          dependencies: ['T0'],
          paths: ['src/**'],
          priority: 'high',
          queuedAt: created.metadata.time,
        },
      },
    ]);
  });

  it('is queued with its deadline and its weight in the plan of its workflow', () => {
    const { tell, react } = createStory();
    const tasks = [
      taskSpec({ taskId: 'T1', estimateMs: 9 }),
      taskSpec({ taskId: 'T2', dependencies: ['T1'] }),
    ];
    tell('workflow.planned', { workflowId: 'W', part: 1, parts: 1, tasks });
    const created = tell('task.created', createdTask({ deadline: at(99) }));
    expect(react(created)).toMatchObject([
      { type: 'Enqueue', entry: { deadline: at(99), onCriticalPath: true, blocks: 1 } },
    ]);
  });

  it('is not queued when the view knows that it is over', () => {
    const { tell, react } = createStory();
    const created = tell('task.created', task);
    tell('task.cancelled', ended);
    expect(react(created)).toEqual([]);
  });
});

describe('a task that is retried', () => {
  it('is queued at its new attempt, with the time before which it must not start', () => {
    const { tell, react } = createStory();
    tell('task.created', task);
    const retried = tell('task.retried', retriedTask({ notBefore: at(9) }));
    expect(react(retried)).toMatchObject([
      { type: 'Enqueue', entry: { attempt: 2, notBefore: at(9), queuedAt: retried.metadata.time } },
    ]);
  });

  it('is queued once, by the event of the attempt that is current', () => {
    const { tell, react } = createStory();
    const created = tell('task.created', task);
    const second = tell('task.retried', retriedTask());
    const third = tell('task.retried', retriedTask({ attempt: 3, previous: 2 }));
    expect(react(created)).toEqual([]);
    expect(react(second)).toEqual([]);
    expect(react(third)).toMatchObject([{ type: 'Enqueue', entry: { attempt: 3 } }]);
  });
});

describe('a task that ends or is set aside', () => {
  it('leaves its line, for a reason that says whether its dependants may start', () => {
    const { tell, react } = createStory();
    tell('task.created', task);
    const left = (reason: string) => [{ type: 'Remove', lineId: 'L', key: line, reason }];
    expect(react(tell('task.escalated', aside))).toEqual(left('escalated'));
    expect(react(tell('task.completed', completed))).toEqual(left('completed'));
    expect(react(tell('task.failed', ended))).toEqual(left('failed'));
    expect(react(tell('task.cancelled', ended))).toEqual(left('cancelled'));
  });

  it('leaves at the attempt that ended, whatever came after', () => {
    const { tell, react } = createStory();
    tell('task.created', task);
    const escalated = tell('task.escalated', aside);
    tell('task.retried', retriedTask());
    expect(react(escalated)).toMatchObject([{ type: 'Remove', key: { attempt: 1 } }]);
  });
});

describe('what is resumed', () => {
  it('lets its line be looked at again', () => {
    const { tell, react } = createStory();
    tell('task.created', task);
    const looks = [{ type: 'Look', lineId: 'L' }];
    expect(react(tell('task.resumed', decided))).toEqual(looks);
    expect(react(tell('workflow.resumed', { workflowId: 'W', by: 'pat' }))).toEqual(looks);
  });
});

describe('what says nothing about a line', () => {
  it('is passed over', () => {
    const { tell, react } = createStory();
    tell('task.created', task);
    expect(react(tell('task.paused', decided))).toEqual([]);
    expect(react(tell('task.accepted', completed))).toEqual([]);
    expect(react(tell('workflow.approved', { workflowId: 'W', by: 'pat' }))).toEqual([]);
  });
});

describe('the sweep', () => {
  const found = (view: QueueView) => reconcile(view, at(60));

  it('queues open attempts that nobody queued', () => {
    const { view, tell } = createStory();
    tell('task.created', task);
    expect(found(view)).toMatchObject([
      {
        command: { type: 'Enqueue', entry: { taskId: 'T1', attempt: 1, queuedAt: at(60) } },
        correlationId: 'W',
      },
    ]);
  });

  it('queues the attempt that is current where an earlier one stands', () => {
    const { view, tell } = createStory();
    tell('task.created', task);
    tell('task.queued', queued);
    tell('task.retried', retriedTask());
    expect(found(view)).toMatchObject([
      { command: { type: 'Enqueue', entry: { attempt: 2 } } },
      { command: { type: 'Look' } },
    ]);
  });

  it('removes what has left and is still queued', () => {
    const { view, tell } = createStory();
    tell('task.created', task);
    tell('task.queued', queued);
    tell('task.escalated', aside);
    const removal = { type: 'Remove', lineId: 'L', key: line, reason: 'escalated' };
    expect(found(view)).toMatchObject([{ command: removal }, { command: { type: 'Look' } }]);
  });

  it('looks once at each line that has entries, in case one was taken for paused', () => {
    const { view, tell } = createStory();
    for (const taskId of ['T1', 'T2']) {
      tell('task.created', createdTask({ taskId }));
      tell('task.queued', { ...queued, taskId });
      tell('task.ready', { ...line, taskId });
    }
    expect(found(view)).toEqual([{ command: { type: 'Look', lineId: 'L' }, correlationId: 'W' }]);
  });

  it('asks for nothing when everything has ended', () => {
    const { view, tell } = createStory();
    tell('task.created', task);
    tell('task.queued', queued);
    tell('task.completed', completed);
    tell('queue.removed', { ...line, reason: 'completed' });
    expect(found(view)).toEqual([]);
  });
});

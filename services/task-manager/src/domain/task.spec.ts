import { describe, expect, it } from 'vitest';
import { createdTask, hashOf } from '@atms/testkit';
import {
  accept,
  accepted,
  accepts,
  after,
  by,
  cancel,
  commit,
  completeMerged,
  completeUnchanged,
  created,
  ends,
  endAttempt,
  escalate,
  escalated,
  finding,
  key,
  nothing,
  pause,
  paused,
  rejectsWith,
  rejectTask,
  resume,
  resumed,
  retried,
  retry,
  tree,
} from '../testing/task-life.ts';

const otherTree = hashOf('e');

describe('a task', () => {
  it('is created once', () => {
    const task = createdTask();
    expect(after().when({ type: 'CreateTask', task })).toEqual(accepts(created()));
    expect(after(created()).when({ type: 'CreateTask', task })).toEqual(nothing);
  });

  it.each([
    endAttempt(),
    escalate,
    accept,
    completeMerged,
    retry,
    rejectTask,
    cancel,
    pause,
    resume,
  ])('that nobody created knows no $type', (command) => {
    expect(after().when(command)).toMatchObject(rejectsWith('task-not-found'));
  });

  it.each(ends)('has its end with $type: nothing follows', (end) => {
    const ended = after(created(), end);
    for (const command of [retry, pause, resume]) {
      expect(ended.when(command)).toMatchObject(rejectsWith('task-already-ended'));
    }
    for (const command of [endAttempt(), escalate, completeMerged, completeUnchanged]) {
      expect(ended.when(command)).toEqual(nothing);
    }
    expect(ended.when(accept)).toMatchObject(rejectsWith('attempt-not-current'));
  });
});

describe('accepting an attempt', () => {
  it('is for the current attempt of an open task', () => {
    expect(after(created()).when(accept)).toEqual(accepts(accepted()));
    const second = { ...accept, attempt: 2 };
    expect(after(created(), retried(2)).when(second)).toEqual(accepts(accepted(2)));
  });

  it('again with the same tree is accepted without an event', () => {
    expect(after(created(), accepted()).when(accept)).toEqual(nothing);
  });

  it('again with another tree is refused', () => {
    const other = { ...accept, tree: otherTree };
    expect(after(created(), accepted()).when(other)).toMatchObject(
      rejectsWith('attempt-not-current'),
    );
  });

  it.each([
    ['an attempt that was retried', [created(), retried(2)]],
    ['an attempt that is not open yet', [created(), escalated(), retried(3)]],
    ['an escalated task', [created(), escalated()]],
    ...ends.map((end) => [`a task after ${end.type}`, [created(), end]] as const),
  ] as const)('is refused for %s', (_, events) => {
    expect(after(...events).when(accept)).toMatchObject(rejectsWith('attempt-not-current'));
  });

  it('is decided as without it when the task is paused', () => {
    expect(after(created(), paused).when(accept)).toEqual(accepts(accepted()));
  });
});

describe('completing an attempt', () => {
  it('with a commit ends a task whose merge was accepted', () => {
    expect(after(created(), accepted()).when(completeMerged)).toEqual(
      accepts({ type: 'task.completed', data: { ...key, attempt: 1, tree, commit } }),
    );
  });

  it('without a commit ends an open task, which had nothing to merge', () => {
    expect(after(created()).when(completeUnchanged)).toEqual(
      accepts({ type: 'task.completed', data: { ...key, attempt: 1, tree } }),
    );
  });

  it('with a commit that was never accepted is void', () => {
    expect(after(created()).when(completeMerged)).toEqual(nothing);
  });

  it('without a commit is void while a merge is under way', () => {
    expect(after(created(), accepted()).when(completeUnchanged)).toEqual(nothing);
  });

  it('with another tree than the accepted one is refused: nothing is called done that was not proven', () => {
    const other = { ...completeMerged, tree: otherTree };
    expect(after(created(), accepted()).when(other)).toMatchObject(
      rejectsWith('tree-not-accepted'),
    );
  });

  it.each([
    ['an earlier attempt', [created(), retried(2)]],
    ['an earlier attempt, while the current one is merged', [created(), retried(2), accepted(2)]],
    ['an escalated attempt', [created(), escalated()]],
  ] as const)('of %s is void', (_, events) => {
    expect(after(...events).when(completeMerged)).toEqual(nothing);
    expect(after(...events).when(completeUnchanged)).toEqual(nothing);
  });
});

describe('a merge that is under way', () => {
  const merging = after(created(), accepted());

  it.each([cancel, retry])('lets nobody in between by $type', (command) => {
    expect(merging.when(command)).toMatchObject(rejectsWith('merge-under-way'));
  });

  it('lets no reaction in between', () => {
    expect(merging.when(escalate)).toEqual(nothing);
    for (const cause of ['lease-over', 'interrupted', 'timed-out', 'checks-failed'] as const) {
      expect(merging.when(endAttempt({ cause }))).toEqual(nothing);
    }
  });

  it('ends with a conflict in the next attempt', () => {
    expect(merging.when(endAttempt({ cause: 'conflict' }))).toMatchObject(
      accepts(retried(2, { cause: 'conflict', counted: false, agent: 'any', start: 'line-head' })),
    );
  });
});

describe('escalating an attempt', () => {
  it('asks a person, with what was found', () => {
    expect(after(created()).when(escalate)).toEqual(
      accepts({
        type: 'task.escalated',
        data: {
          ...key,
          attempt: 1,
          reason: 'unproven',
          message: 'Nothing was checked',
          findings: [finding],
        },
      }),
    );
  });

  it('is void for an attempt that is not current', () => {
    expect(after(created(), retried(2)).when(escalate)).toEqual(nothing);
    expect(after(created(), escalated()).when(escalate)).toEqual(nothing);
  });
});

describe('cancelling a task', () => {
  it.each([
    ['is open', [created()]],
    ['is escalated', [created(), escalated()]],
    ['is paused', [created(), paused]],
  ] as const)('ends it when it %s', (_, events) => {
    expect(after(...events).when(cancel)).toEqual(
      accepts({ type: 'task.cancelled', data: { ...key, attempt: 1, by, reason: 'not needed' } }),
    );
  });

  it('again is accepted, after another end refused', () => {
    const [completed, failed, cancelled] = ends;
    expect(cancelled && after(created(), cancelled).when(cancel)).toEqual(nothing);
    for (const end of [completed, failed]) {
      expect(end && after(created(), end).when(cancel)).toMatchObject(
        rejectsWith('task-already-ended'),
      );
    }
  });
});

describe('rejecting a task', () => {
  it('fails one that is escalated', () => {
    expect(after(created(), escalated()).when(rejectTask)).toEqual(
      accepts({ type: 'task.failed', data: { ...key, attempt: 1, by, reason: 'not worth it' } }),
    );
  });

  it('again is accepted, of a task that asks for nobody refused', () => {
    const [, failed] = ends;
    expect(failed && after(created(), failed).when(rejectTask)).toEqual(nothing);
    for (const events of [[created()], [created(), accepted()]]) {
      expect(after(...events).when(rejectTask)).toMatchObject(rejectsWith('task-not-escalated'));
    }
  });
});

describe('the pause of a task', () => {
  it.each([
    ['open', [created()]],
    ['escalated', [created(), escalated()]],
    ['being merged', [created(), accepted()]],
  ] as const)('is a flag beside the state: it can be set and taken back while %s', (_, events) => {
    expect(after(...events).when(pause)).toEqual(accepts(paused));
    expect(after(...events).when(resume)).toEqual(nothing);
    expect(after(...events, paused).when(pause)).toEqual(nothing);
    expect(after(...events, paused).when(resume)).toEqual(accepts(resumed));
  });

  it('changes nothing of what is decided', () => {
    const histories = [[created()], [created(), escalated()], [created(), accepted()]];
    const commands = [endAttempt(), escalate, accept, completeMerged, completeUnchanged, retry];
    for (const history of histories) {
      for (const command of [...commands, rejectTask, cancel]) {
        expect(after(...history, paused).when(command)).toEqual(after(...history).when(command));
      }
    }
  });

  it('stays over a retry', () => {
    expect(after(created(), paused, retried(2)).when(pause)).toEqual(nothing);
  });
});

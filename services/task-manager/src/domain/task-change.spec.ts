import { describe, expect, it } from 'vitest';
import {
  accepted,
  accepts,
  after,
  by,
  created,
  ends,
  escalated,
  key,
  nothing,
  rejectsWith,
  retried,
} from '../testing/task-life.ts';
import type { TaskCommand, TaskEvent } from './task-messages.ts';

const rename: TaskCommand = { type: 'UpdateTask', changes: { name: 'Login' }, by };
const renamed: TaskEvent = {
  type: 'task.updated',
  data: { ...key, changes: { name: 'Login' }, by },
};
const reassign: Extract<TaskCommand, { type: 'ReassignTask' }> = {
  type: 'ReassignTask',
  agent: 'recorded',
  by,
  previousAgents: ['local.shell'],
};
const given: TaskEvent = {
  type: 'task.updated',
  data: { ...key, changes: { agent: 'recorded' }, by },
};

describe('changing a task', () => {
  it('is possible while it is open and when it was escalated', () => {
    expect(after(created()).when(rename)).toEqual(accepts(renamed));
    expect(after(created(), retried(2)).when(rename)).toEqual(accepts(renamed));
    expect(after(created(), escalated()).when(rename)).toEqual(accepts(renamed));
  });

  it('into what it is already leaves no event', () => {
    expect(after(created({ name: 'Login' })).when(rename)).toEqual(nothing);
    expect(after(created(), renamed).when(rename)).toEqual(nothing);
    expect(after(created()).when({ ...rename, changes: {} })).toEqual(nothing);
  });

  it('says only what differs', () => {
    const changes = { name: 'Login', skills: [], checks: ['test'] };
    expect(after(created()).when({ ...rename, changes })).toMatchObject({
      events: [{ data: { changes: { name: 'Login', checks: ['test'] } } }],
    });
    expect(after(created()).when({ ...rename, changes })).not.toHaveProperty(
      'events.0.data.changes.skills',
    );
  });

  it('is refused while it is merged and after its end', () => {
    for (const command of [rename, reassign]) {
      expect(after(created(), accepted()).when(command)).toMatchObject(
        rejectsWith('merge-under-way'),
      );
      for (const end of ends) {
        expect(after(created(), end).when(command)).toMatchObject(
          rejectsWith('task-already-ended'),
        );
      }
    }
  });
});

describe('giving a task to other agents', () => {
  it('changes whom the attempt is for as long as nobody has it', () => {
    expect(after(created()).when(reassign)).toEqual(accepts(given));
    expect(after(created(), escalated()).when({ ...reassign, withOthers: 1 })).toEqual(
      accepts(given),
    );
  });

  it('ends an attempt that is under way and opens the next one, with the ladder anew', () => {
    const change = { cause: 'person', counted: false, agent: 'any', by } as const;
    expect(after(created()).when({ ...reassign, withOthers: 1 })).toEqual(
      accepts(given, retried(2, change)),
    );
  });

  it('that have it already changes at most whom later attempts are for', () => {
    expect(after(created({ agent: 'recorded' })).when(reassign)).toEqual(nothing);
    expect(after(created({ agent: 'shell' })).when(reassign)).toEqual(accepts(given));
  });

  it('ends the attempt of the agent that has it, also when a change named the new one before', () => {
    const change = { cause: 'person', counted: false, agent: 'any', by } as const;
    expect(after(created(), given).when({ ...reassign, withOthers: 1 })).toEqual(
      accepts(retried(2, change)),
    );
  });

  it('ends no later attempt than the one that others had when it was asked for', () => {
    const late = after(created(), given, retried(2));
    expect(late.when({ ...reassign, withOthers: 1 })).toEqual(nothing);
  });
});

import { createTestIds, taskSpec } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { planned } from '../testing/composed-task-manager.ts';
import { withIds } from './plan-specs.ts';

describe('ids of tasks', () => {
  const ids = createTestIds();
  const workflowId = ids.derivedEntity('w');

  it('begin as that of their workflow does, and differ', () => {
    const [first, second] = withIds(ids, {
      workflowId,
      tasks: [planned('T1'), planned('T2', 'T1')],
    });
    expect(first?.taskId.slice(0, 10)).toBe(workflowId.slice(0, 10));
    expect(second?.taskId).not.toBe(first?.taskId);
    expect(second?.dependencies).toEqual([first?.taskId]);
  });

  it('are those of tasks that are there, however they came about', () => {
    const known = [taskSpec({ taskId: 'of-another-version', planTaskId: 'T1' })];
    const [added] = withIds(ids, { workflowId, tasks: [planned('T2', 'T1')], known });
    expect(added?.dependencies).toEqual(['of-another-version']);
  });
});

import { hashOf, retriedTask } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { key, toldView } from '../testing/view.ts';
import { contextPackage } from './context-package.ts';

function described() {
  return toldView()
    .task('T0', { name: 'Before' })
    .task('T1', {
      description: 'Log in',
      acceptance: ['A wrong password is answered with 401'],
      paths: ['src/**'],
      priority: 'high',
      dependencies: ['T0'],
    });
}

describe('the context package', () => {
  it('holds the goal, the task, what makes it good, and where it may write', () => {
    expect(contextPackage(described().view, 'T1')).toEqual({
      goal: 'Do it',
      task: {
        id: 'T1',
        name: 'Task T1',
        description: 'Log in',
        priority: 'high',
        estimateMs: 60_000,
      },
      attempt: 1,
      acceptance: ['A wrong password is answered with 401'],
      paths: ['src/**'],
      dependencies: [{ planTaskId: 'T0', name: 'Before', summary: '' }],
      feedback: [],
    });
  });

  it('holds what the dependencies produced', () => {
    const told = described()
      .executed({ taskId: 'T0', summary: 'made the table' })
      .tell('task.completed', { ...key('T0'), tree: hashOf('d'), commit: hashOf('e') });
    expect(contextPackage(told.view, 'T1')?.dependencies).toEqual([
      { planTaskId: 'T0', name: 'Before', summary: 'made the table', commit: hashOf('e') },
    ]);
  });

  it('holds why the attempt before did not count, and the diff that is to be done anew', () => {
    const findings = [{ gate: 'test', message: '1 failed' }];
    const told = described().tell('task.retried', retriedTask({ findings }));
    expect(contextPackage(told.view, 'T1', 'the old diff')).toMatchObject({
      attempt: 2,
      feedback: findings,
      previousDiff: 'the old diff',
    });
  });

  it('is nothing for a task that nobody knows', () => {
    expect(contextPackage(toldView().view, 'T1')).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { createdTask, hashOf, requestedWorkflow, retriedTask } from '@atms/testkit';
import { createToldBoard, type ToldBoard } from '../testing/told-board.ts';
import { reactForApproval } from './approval-process.ts';

const key = { workflowId: 'W', taskId: 'T1', attempt: 1 };
const question = {
  ...key,
  approvalId: 'A',
  action: 'network',
  detail: 'npm',
  expiresAt: '2030-01-02T00:00:00.000Z',
};
const expiry = {
  to: 'approval',
  approvalId: 'A',
  command: { type: 'ExpireApproval', reason: 'attempt-not-current' },
};

/** Task T1 with an open question, beside another task with one of its own. */
function asked(): ToldBoard {
  const told = createToldBoard();
  told.tell('workflow.requested', requestedWorkflow());
  for (const taskId of ['T1', 'T2']) told.tell('task.created', createdTask({ taskId }));
  told.tell('approval.requested', question);
  told.tell('approval.requested', { ...question, approvalId: 'B', taskId: 'T2' });
  return told;
}

describe('a question', () => {
  it.each([
    ['is judged', ({ tell }: ToldBoard) => tell('task.retried', retriedTask())],
    [
      'is escalated',
      ({ tell }: ToldBoard) =>
        tell('task.escalated', { ...key, reason: 'unproven', message: '', findings: [] }),
    ],
    [
      'is completed',
      ({ tell }: ToldBoard) => tell('task.completed', { ...key, tree: hashOf('d') }),
    ],
    [
      'is cancelled',
      ({ tell }: ToldBoard) => tell('task.cancelled', { ...key, by: 'pat', reason: '' }),
    ],
  ])('is void when the attempt that asked it %s', (_, happens) => {
    const told = asked();
    expect(reactForApproval(happens(told), told.board)).toEqual([expiry]);
  });

  it.each(['interrupted', 'lease-over'] as const)(
    'outlives the attempt that asked it when that was only %s',
    (cause) => {
      const told = asked();
      const event = told.tell('task.retried', retriedTask({ cause, counted: false }));
      expect(reactForApproval(event, told.board)).toEqual([]);
    },
  );

  it('that was asked by an attempt which is void by then, is void', () => {
    const told = createToldBoard();
    told.tell('workflow.requested', requestedWorkflow());
    told.tell('task.created', createdTask());
    told.tell('task.retried', retriedTask());
    const event = told.tell('approval.requested', question);
    expect(reactForApproval(event, told.board)).toEqual([expiry]);
  });

  it('that was answered is left alone', () => {
    const told = asked();
    told.tell('approval.granted', { ...key, approvalId: 'A', by: 'pat' });
    const event = told.tell('task.cancelled', { ...key, by: 'pat', reason: '' });
    expect(reactForApproval(event, told.board)).toEqual([]);
  });

  it('is not touched by what does not end an attempt', () => {
    const told = asked();
    const event = told.tell('task.paused', { workflowId: 'W', taskId: 'T1', by: 'pat' });
    expect(reactForApproval(event, told.board)).toEqual([]);
  });
});

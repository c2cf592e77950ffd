import type { RecordedEvent } from '@atms/eventsourcing';
import { createdTask, retriedTask } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { attempt } from '../testing/agents.ts';
import { toldBoard } from '../testing/board.ts';
import { reactInCoordinator, reconcileHolds, releaseWithoutRenewal } from './release-process.ts';

const first = attempt('T1');
const local = { agentId: 'local.shell', key: first };
const other = { agentId: 'other.shell', key: first };

/** An attempt that two coordinators assigned to two agents. */
function assignedTwice() {
  const told = toldBoard();
  told.agent();
  told.agent({ agentId: 'other.shell', executorId: 'other' });
  told.task('T1');
  told.assigned(first);
  told.assigned(first, { agentId: 'other.shell', executorId: 'other' });
  return told;
}

describe('slots that are given back', () => {
  it('are those of an attempt that another agent started', () => {
    const told = assignedTwice();
    const event = told.started(first, 'other.shell');
    expect(reactInCoordinator(event, told.board)).toEqual([{ ...local, reason: 'void' }]);
  });

  it('are those of an attempt that was assigned after another agent had started it', () => {
    const told = toldBoard();
    told.agent();
    told.task('T1');
    told.started(first, 'other.shell');
    const event = told.assigned(first);
    expect(reactInCoordinator(event, told.board)).toEqual([{ ...local, reason: 'void' }]);
  });

  it('are those of an attempt that is over before anybody started it', () => {
    const ends: readonly ((told: ReturnType<typeof toldBoard>) => RecordedEvent)[] = [
      (told) => told.tell('task.retried', retriedTask({ taskId: 'T1' })),
      (told) => told.tell('task.cancelled', { ...first, by: 'pat', reason: 'enough' }),
      (told) =>
        told.tell('task.escalated', { ...first, reason: 'unproven', message: '', findings: [] }),
    ];
    for (const end of ends) {
      const told = assignedTwice();
      expect(reactInCoordinator(end(told), told.board)).toEqual([
        { ...local, reason: 'void' },
        { ...other, reason: 'void' },
      ]);
    }
  });

  it('are not those of an attempt that still runs, even when it is over: its process is alive', () => {
    const told = assignedTwice();
    told.started(first);
    const event = told.tell('task.retried', retriedTask({ taskId: 'T1' }));
    expect(reactInCoordinator(event, told.board)).toEqual([{ ...other, reason: 'void' }]);
  });

  it('are left to the next assignment or the sweep when the attempt was executed', () => {
    const told = toldBoard();
    told.agent();
    told.task('T1');
    told.assigned(first);
    told.started(first);
    const event = told.executed(first);
    expect(reactInCoordinator(event, told.board)).toEqual([]);
    expect(reconcileHolds(told.board)).toEqual([{ ...local, reason: 'executed' }]);
  });

  it('are found by the sweep when nobody reacted', () => {
    const told = assignedTwice();
    told.tell('task.created', createdTask({ taskId: 'T2' }));
    told.assigned(attempt('T2'));
    told.started(first, 'other.shell');
    expect(reconcileHolds(told.board)).toEqual([{ ...local, reason: 'void' }]);
  });
});

describe('a lease that was not renewed', () => {
  it('ends the attempt when it is the one that counts', () => {
    const told = assignedTwice();
    told.started(first, 'other.shell');
    const [, hold] = told.board.holdsOf('T1');
    expect(hold && releaseWithoutRenewal(told.board, hold)).toEqual({
      ...other,
      reason: 'lease-over',
    });
  });

  it('ends nothing when another agent does the attempt', () => {
    const told = assignedTwice();
    told.started(first, 'other.shell');
    const [hold] = told.board.holdsOf('T1');
    expect(hold && releaseWithoutRenewal(told.board, hold)).toEqual({ ...local, reason: 'void' });
  });
});

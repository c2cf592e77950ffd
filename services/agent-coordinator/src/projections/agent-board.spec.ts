import { retriedTask } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { attempt } from '../testing/agents.ts';
import { toldBoard } from '../testing/board.ts';

const first = attempt('T1');

describe("the board's agents", () => {
  it('are known with their slots, and whether they are there', () => {
    const told = toldBoard();
    told.agent();
    expect(told.board.agents()).toMatchObject([
      { agentId: 'local.shell', slots: 2, online: true, drained: false },
    ]);
    told.tell('agent.offline', { agentId: 'local.shell', reason: 'silent' });
    told.tell('agent.drained', { agentId: 'local.shell', by: 'pat' });
    expect(told.board.agents()).toMatchObject([{ online: false, drained: true }]);
    told.tell('agent.online', { agentId: 'local.shell' });
    expect(told.board.agents()).toMatchObject([{ online: true, drained: true }]);
  });

  it('keep what they hold when they are registered anew', () => {
    const told = toldBoard();
    told.agent();
    told.assigned(first);
    told.agent({ slots: 7 });
    expect(told.board.agents()).toMatchObject([{ slots: 7 }]);
    expect(told.board.holdsOf('T1')).toHaveLength(1);
  });
});

describe("the board's holds", () => {
  it('begin with the assignment and end when the slot is given back', () => {
    const told = toldBoard();
    told.agent();
    told.assigned(first);
    expect(told.board.holdsOf('T1')).toEqual([
      { ...first, agentId: 'local.shell', executorId: 'local', executed: false },
    ]);
    told.executed(first);
    expect(told.board.holdsOf('T1')).toMatchObject([{ executed: true }]);
    told.tell('agent.released', { agentId: 'local.shell', ...first, reason: 'executed' });
    expect(told.board.holdsOf('T1')).toEqual([]);
  });

  it('are executed only for the agent that executed them', () => {
    const told = toldBoard();
    told.agent();
    told.agent({ agentId: 'other.shell', executorId: 'other' });
    told.assigned(first);
    told.assigned(first, { agentId: 'other.shell', executorId: 'other' });
    told.executed(first, 'other.shell');
    const executed = told.board.holdsOf('T1').map((hold) => [hold.agentId, hold.executed]);
    expect(executed).toEqual([
      ['local.shell', false],
      ['other.shell', true],
    ]);
  });
});

describe('attempts that wait', () => {
  it('stand in the order in which they became ready', () => {
    const told = toldBoard();
    for (const taskId of ['T3', 'T1', 'T2']) told.ready(attempt(taskId));
    expect(told.board.waiting().map((key) => key.taskId)).toEqual(['T3', 'T1', 'T2']);
  });

  it('wait until they are assigned', () => {
    const told = toldBoard();
    told.agent();
    told.ready(first);
    told.assigned(first);
    expect(told.board.waiting()).toEqual([]);
  });

  it('wait no longer when the task is retried or has left its line', () => {
    const told = toldBoard();
    told.task('T1');
    told.ready(first);
    told.tell('task.retried', retriedTask({ taskId: 'T1' }));
    told.ready(attempt('T1', 2));
    expect(told.board.waiting()).toEqual([attempt('T1', 2)]);
    told.tell('queue.removed', { lineId: 'L', ...attempt('T1', 2), reason: 'cancelled' });
    expect(told.board.waiting()).toEqual([]);
  });
});

describe('who started an attempt', () => {
  const end = { ...first, tree: 'd'.repeat(40) };
  const release = { ...first, agentId: 'local.shell', reason: 'executed' } as const;
  const started = () => {
    const told = toldBoard();
    told.agent();
    told.task('T1');
    told.assigned(first);
    told.started(first);
    return told;
  };

  it('is known while the attempt is current or holds its slot, and no longer', () => {
    for (const [one, other] of [
      ['task.completed', 'agent.released'],
      ['agent.released', 'task.completed'],
    ]) {
      const told = started();
      const tell = (type: string | undefined) =>
        type === 'task.completed' ? told.tell(type, end) : told.tell('agent.released', release);
      tell(one);
      expect(told.board.starterOf('T1', 1)).toBe('local.shell');
      tell(other);
      expect(told.board.starterOf('T1', 1)).toBeUndefined();
      expect(told.board.holdsOf('T1')).toEqual([]);
    }
  });
});

describe("an agent's performance", () => {
  it('is taken as perfect as long as nothing is known', () => {
    expect(toldBoard().board.performanceOf('local.shell')).toBe(1);
  });

  it('is the share of its attempts that were completed', () => {
    const told = toldBoard();
    told.task('T1');
    told.task('T2');
    told.started(first);
    told.tell('task.retried', retriedTask({ taskId: 'T1' }));
    told.started(attempt('T2'));
    told.tell('task.completed', { ...attempt('T2'), tree: 'd'.repeat(40) });
    expect(told.board.performanceOf('local.shell')).toBe(0.5);
    expect(told.board.performanceOf('other.shell')).toBe(1);
  });

  it('does not suffer from conflicts, lost leases and interruptions', () => {
    const told = toldBoard();
    told.task('T1');
    told.started(first);
    told.tell('task.retried', retriedTask({ taskId: 'T1', counted: false, cause: 'conflict' }));
    expect(told.board.performanceOf('local.shell')).toBe(1);
  });

  it('forgets what is long ago', () => {
    const told = toldBoard();
    const work = (taskId: string, succeeds: boolean) => {
      told.task(taskId);
      told.started(attempt(taskId));
      if (succeeds) told.tell('task.completed', { ...attempt(taskId), tree: 'd'.repeat(40) });
      else told.tell('task.retried', retriedTask({ taskId }));
    };
    for (let number = 0; number < 5; number++) work(`bad${number}`, false);
    expect(told.board.performanceOf('local.shell')).toBe(0);
    for (let number = 0; number < 20; number++) work(`good${number}`, true);
    expect(told.board.performanceOf('local.shell')).toBe(1);
  });
});

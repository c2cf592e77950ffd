import { describe, expect, it } from 'vitest';
import { attempt } from '../testing/agents.ts';
import { toldBoard } from '../testing/board.ts';
import { planAssignments } from './assignment.ts';

function waitingFor(...taskIds: readonly string[]) {
  const told = toldBoard();
  for (const taskId of taskIds) {
    told.task(taskId);
    told.ready(attempt(taskId));
  }
  return told;
}

function planned(told: ReturnType<typeof toldBoard>, maxAgents = 100) {
  return planAssignments(told.board, { maxAgents }).map(({ agentId, key }) => [
    key.taskId,
    agentId,
  ]);
}

describe('a round of assignments', () => {
  it("follows the queue's order", () => {
    const told = waitingFor('T2', 'T1', 'T3');
    told.agent({ slots: 2 });
    expect(planned(told)).toEqual([
      ['T2', 'local.shell'],
      ['T1', 'local.shell'],
    ]);
  });

  it('spreads tasks over agents that are equally good', () => {
    const told = waitingFor('T1', 'T2');
    told.agent();
    told.agent({ agentId: 'other.shell', executorId: 'other' });
    expect(planned(told)).toEqual([
      ['T1', 'local.shell'],
      ['T2', 'other.shell'],
    ]);
  });

  it('passes over a task that nobody can do, and takes the next one', () => {
    const told = toldBoard();
    told.agent({ slots: 1 });
    told.task('T1', { agent: 'api-developer' });
    told.task('T2');
    told.ready(attempt('T1'));
    told.ready(attempt('T2'));
    expect(planned(told)).toEqual([['T2', 'local.shell']]);
  });

  it('counts the slots that attempts still have, and not those that are only waiting to be given back', () => {
    const told = waitingFor('T3', 'T4');
    told.agent({ slots: 2 });
    for (const taskId of ['T1', 'T2']) {
      told.task(taskId);
      told.assigned(attempt(taskId));
    }
    expect(planned(told)).toEqual([]);
    told.executed(attempt('T1'));
    const [one, ...others] = planAssignments(told.board, { maxAgents: 100 });
    expect(one).toMatchObject({ key: attempt('T3'), executed: [attempt('T1')] });
    expect(others).toEqual([]);
  });

  it('stops at the cap over all agents', () => {
    const told = waitingFor('T2', 'T3', 'T4');
    told.agent({ slots: 10 });
    told.task('T1');
    told.assigned(attempt('T1'));
    expect(planned(told, 2)).toEqual([['T2', 'local.shell']]);
    expect(planned(told, 1)).toEqual([]);
  });

  it('leaves out what is paused, its workflow or itself, until it is resumed', () => {
    const told = waitingFor('T1', 'T2');
    told.agent();
    told.tell('task.paused', { workflowId: 'W', taskId: 'T1', by: 'pat' });
    expect(planned(told)).toEqual([['T2', 'local.shell']]);
    told.tell('workflow.paused', { workflowId: 'W', by: 'pat' });
    expect(planned(told)).toEqual([]);
    told.tell('task.resumed', { workflowId: 'W', taskId: 'T1', by: 'pat' });
    told.tell('workflow.resumed', { workflowId: 'W', by: 'pat' });
    expect(planned(told).map(([taskId]) => taskId)).toEqual(['T1', 'T2']);
  });

  it('leaves out an attempt that is not the current one', () => {
    const told = waitingFor('T1');
    told.agent();
    told.tell('task.cancelled', { ...attempt('T1'), by: 'pat', reason: 'enough' });
    expect(planned(told)).toEqual([]);
  });
});

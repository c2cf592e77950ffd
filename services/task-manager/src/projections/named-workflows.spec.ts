import { requestedWorkflow } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { createToldBoard } from '../testing/told-board.ts';

const by = 'cli:ada';
const plan = requestedWorkflow();

describe('workflows of one name in one repository', () => {
  it('are counted, with the last one and the one that is unfinished', () => {
    const told = createToldBoard();
    const named = () => {
      const { count, last, unfinished } = told.board.named(plan);
      return [count, last?.workflowId, unfinished?.workflowId];
    };
    expect(named()).toEqual([0, undefined, undefined]);
    told.tell('workflow.requested', requestedWorkflow({ workflowId: 'W1' }));
    expect(named()).toEqual([1, 'W1', 'W1']);
    told.tell('workflow.cancelled', { workflowId: 'W1', by, reason: '' });
    expect(named()).toEqual([1, 'W1', undefined]);
    told.tell('workflow.requested', requestedWorkflow({ workflowId: 'W2' }));
    told.tell('workflow.approved', { workflowId: 'W2', by });
    expect(named()).toEqual([2, 'W2', 'W2']);
    told.tell('workflow.completed', { workflowId: 'W2' });
    expect(named()).toEqual([2, 'W2', undefined]);
  });

  it('are others than those of another name, or in another repository', () => {
    const told = createToldBoard();
    told.tell('workflow.requested', plan);
    expect(told.board.named({ ...plan, name: 'other' }).count).toBe(0);
    expect(told.board.named({ ...plan, repository: '/other' }).count).toBe(0);
  });
});

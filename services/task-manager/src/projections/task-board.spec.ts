import { describe, expect, it } from 'vitest';
import { createdTask, hashOf, requestedWorkflow, retriedTask, taskSpec } from '@atms/testkit';
import { agent, createToldBoard } from '../testing/told-board.ts';

const key = { workflowId: 'W', taskId: 'T1', attempt: 1 };
const base = hashOf('a');
const startedBy = (agentId: string) => ({
  ...key,
  agentId,
  executorId: 'local',
  base,
  start: base,
});

function board(...agents: readonly string[]) {
  const told = createToldBoard();
  told.tell('workflow.requested', requestedWorkflow());
  told.tell('task.created', createdTask(taskSpec()));
  for (const agentId of agents) told.tell('agent.registered', agent(agentId));
  return told;
}

describe('the agents of a task', () => {
  it('are those that started it, each once, in the order of their first attempts', () => {
    const told = board();
    expect(told.board.agentsOf('T1')).toEqual([]);
    for (const agentId of ['near', 'far', 'near']) told.tell('task.started', startedBy(agentId));
    expect(told.board.agentsOf('T1')).toEqual(['near', 'far']);
  });

  it('begin anew with a retry by a person', () => {
    const told = board();
    told.tell('task.started', startedBy('near'));
    told.tell('task.retried', retriedTask());
    expect(told.board.agentsOf('T1')).toEqual(['near']);
    told.tell('task.retried', retriedTask({ attempt: 3, previous: 2, cause: 'person' }));
    expect(told.board.agentsOf('T1')).toEqual([]);
  });
});

describe('who has the current attempt', () => {
  const score = { total: 1, load: 1, performance: 1 };
  const place = { executorId: 'local', score, fallbacks: [], leaseMs: 1 };
  const assigned = (agentId: string, attempt = 1) => ({ ...key, ...place, agentId, attempt });
  const released = (agentId: string, reason: 'executed' | 'void') => ({ ...key, agentId, reason });
  /** Its attempt, if others than those of the kind `near` have it, and if others than those of `far` do. */
  const withOthers = ({ board: told }: ReturnType<typeof board>) =>
    ['near', 'far'].map((kind) => told.attemptWithOthers('T1', kind));
  const nobody = [undefined, undefined];
  const near = [undefined, 1];
  const far = [1, undefined];

  it('is nobody until it is assigned, and whoever has begun with it', () => {
    const told = board('near', 'far');
    expect(withOthers(told)).toEqual(nobody);
    told.tell('agent.assigned', assigned('near'));
    expect(withOthers(told)).toEqual(near);
    told.tell('agent.released', released('near', 'void'));
    expect(withOthers(told)).toEqual(nobody);
    told.tell('task.started', startedBy('far'));
    told.tell('agent.assigned', assigned('near'));
    expect(withOthers(told)).toEqual(far);
    told.tell('agent.released', released('near', 'void'));
    expect(withOthers(told)).toEqual(far);
  });

  it('is still whoever did the work while that is checked, and nobody before the next attempt', () => {
    const told = board('near', 'far');
    told.tell('task.started', startedBy('near'));
    told.tell('agent.released', released('near', 'executed'));
    expect(withOthers(told)).toEqual(near);
    told.tell('task.retried', retriedTask());
    expect(withOthers(told)).toEqual(nobody);
  });

  it('stays known when the slot of an earlier attempt is given back late', () => {
    const told = board('near', 'far');
    told.tell('task.started', startedBy('near'));
    told.tell('task.retried', retriedTask());
    told.tell('agent.assigned', assigned('near', 2));
    told.tell('agent.released', released('near', 'void'));
    expect(withOthers(told)).toEqual([undefined, 2]);
  });

  it('is somebody else when it is one that nobody knows, or that was drained', () => {
    const told = board();
    told.tell('task.started', startedBy('near'));
    expect(withOthers(told)).toEqual([1, 1]);
  });
});

describe('another agent', () => {
  it('is one other than the first that can do the task', () => {
    const told = board('near', 'far');
    told.tell('task.started', startedBy('near'));
    expect(told.board.hasAnotherAgent('T1')).toBe(true);
    told.tell('task.started', startedBy('far'));
    expect(told.board.hasAnotherAgent('T1')).toBe(true);
  });

  it('is not there when nobody else can do the task', () => {
    const told = board('near');
    told.tell('task.started', startedBy('near'));
    expect(told.board.hasAnotherAgent('T1')).toBe(false);
    told.tell('agent.registered', { ...agent('runner'), skills: ['run'] });
    expect(told.board.hasAnotherAgent('T1')).toBe(false);
  });

  it('is not one that was drained, until it is registered again', () => {
    const told = board('near', 'far');
    told.tell('task.started', startedBy('near'));
    told.tell('agent.drained', { agentId: 'far', by: 'pat' });
    expect(told.board.hasAnotherAgent('T1')).toBe(false);
    told.tell('agent.registered', agent('far'));
    expect(told.board.hasAnotherAgent('T1')).toBe(true);
  });

  it('is nobody for a task that is not known', () => {
    expect(board('near').board.hasAnotherAgent('T9')).toBe(false);
  });
});

describe('a workflow', () => {
  it('is known by the command that began it', () => {
    const told = createToldBoard();
    const { metadata } = told.tell('workflow.requested', requestedWorkflow());
    expect(told.board.begunBy(metadata.commandId)).toBe('W');
    expect(told.board.begunBy('another')).toBeUndefined();
  });
});

describe('a question', () => {
  const question = {
    ...key,
    approvalId: 'A',
    action: 'network',
    detail: 'npm',
    expiresAt: '2030-01-02T00:00:00.000Z',
  };
  const asked = () => {
    const told = board();
    const event = told.tell('approval.requested', question);
    return { ...told, event };
  };

  it('is open until it is answered, with its place in the log, which names its wake-up', () => {
    const { board: told, tell, event } = asked();
    const { stream, revision } = event;
    expect(told.openApprovals()).toEqual([{ request: question, stream, revision }]);
    tell('approval.denied', { ...key, approvalId: 'A', by: 'pat', reason: '' });
    expect(told.openApprovals()).toEqual([]);
  });

  it('is the same question when it is asked again, also after an interruption', () => {
    const { board: told, tell } = asked();
    expect(told.askedBefore(question)).toBe('A');
    tell('task.retried', retriedTask({ cause: 'interrupted' }));
    expect(told.askedBefore(question)).toBe('A');
    expect(told.askedBefore({ ...question, detail: 'pip' })).toBeUndefined();
    expect(told.askedBefore({ ...question, taskId: 'T2' })).toBeUndefined();
  });

  it('is another question for an attempt that begins after a judgement', () => {
    const { board: told, tell } = asked();
    tell('task.retried', retriedTask());
    expect(told.askedBefore(question)).toBeUndefined();
    expect(told.voidApprovals()).toMatchObject([{ request: { approvalId: 'A' } }]);
  });

  it('keeps its answer as long as the attempt that asked it goes on', () => {
    const { board: told, tell } = asked();
    tell('approval.granted', { ...key, approvalId: 'A', by: 'pat' });
    tell('task.retried', retriedTask({ cause: 'lease-over' }));
    expect(told.askedBefore(question)).toBe('A');
    tell('task.completed', { ...key, attempt: 2, tree: base });
    expect(told.askedBefore(question)).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import type { EventData } from '@atms/contracts';
import {
  createdTask,
  executedAttempt,
  hashOf,
  requestedWorkflow,
  retriedTask,
} from '@atms/testkit';
import type { RecordedEvent } from '@atms/eventsourcing';
import { agent, createToldBoard } from '../testing/told-board.ts';
import { finding } from '../testing/task-life.ts';
import { reactForTask } from './task-process.ts';

const key = { workflowId: 'W', taskId: 'T1', attempt: 1 };
const tree = hashOf('d');
const commit = hashOf('c');

type Told = ReturnType<typeof createToldBoard>['tell'];

/** Task T1 was started by `near`; `far` could do it too. What an event then leads to. */
function reactionTo(tellIt: (tell: Told) => Parameters<typeof reactForTask>[0]) {
  const { board, tell } = createToldBoard();
  tell('workflow.requested', requestedWorkflow());
  tell('task.created', createdTask());
  for (const agentId of ['near', 'far']) tell('agent.registered', agent(agentId));
  tell('task.started', {
    ...key,
    agentId: 'near',
    executorId: 'local',
    base: commit,
    start: commit,
  });
  const event = tellIt(tell);
  return { event, requests: reactForTask(event, board) };
}

const result = (change: Partial<EventData<'validation.result'>> = {}) => ({
  ...key,
  of: 'attempt' as const,
  commit,
  tree,
  verdict: 'passed' as const,
  toMerge: true,
  gates: [],
  ...change,
});

const conflict = (change: Partial<EventData<'merge.conflicted'>> = {}) => ({
  ...key,
  lineId: 'L',
  reason: 'text' as const,
  message: 'src/a.ts fits no more',
  paths: ['src/a.ts'],
  findings: [],
  ...change,
});

const gate = (name: string, status: 'passed' | 'failed') => ({
  gate: name,
  status,
  durationMs: 1,
  findings: status === 'failed' ? [finding] : [],
});

describe('an attempt that was executed', () => {
  it.each([
    ['failed', 'agent-failed'],
    ['timed-out', 'timed-out'],
    ['interrupted', 'interrupted'],
    ['cancelled', 'interrupted'],
  ] as const)('and %s ends it for %s', (outcome, cause) => {
    const { event, requests } = reactionTo((tell) =>
      tell(
        'task.executed',
        executedAttempt({ outcome, summary: 'exit code 1', violations: [finding] }),
      ),
    );
    expect(requests).toEqual([
      {
        to: 'task',
        taskId: 'T1',
        command: {
          type: 'EndAttempt',
          attempt: 1,
          cause,
          findings: [{ gate: 'agent', message: 'exit code 1' }, finding],
          previousAgents: ['near'],
          anotherAgent: true,
          at: event.metadata.time,
        },
      },
    ]);
  });

  it('and done is for the gateway to judge', () => {
    const { requests } = reactionTo((tell) => tell('task.executed', executedAttempt()));
    expect(requests).toEqual([]);
  });

  it('says nothing to the next attempt when it had nothing to say', () => {
    const { requests } = reactionTo((tell) =>
      tell('task.executed', executedAttempt({ outcome: 'failed', summary: '' })),
    );
    expect(requests).toMatchObject([{ command: { findings: [] } }]);
  });
});

describe('an attempt that was validated', () => {
  it('and passed is merged by the gateway, or complete when there is nothing to merge', () => {
    const toMerge = reactionTo((tell) => tell('validation.result', result()));
    expect(toMerge.requests).toEqual([]);
    const unchanged = reactionTo((tell) => tell('validation.result', result({ toMerge: false })));
    expect(unchanged.requests).toEqual([
      { to: 'task', taskId: 'T1', command: { type: 'CompleteAttempt', attempt: 1, tree } },
    ]);
  });

  it('and failed is retried with what the gates found', () => {
    const gates = [gate('scope', 'passed'), gate('test', 'failed')];
    const { requests } = reactionTo((tell) =>
      tell('validation.result', result({ verdict: 'failed', gates })),
    );
    expect(requests).toMatchObject([
      { command: { type: 'EndAttempt', cause: 'checks-failed', findings: [finding] } },
    ]);
  });

  it('and wrote outside its paths is begun anew', () => {
    const gates = [gate('scope', 'failed')];
    const { requests } = reactionTo((tell) =>
      tell('validation.result', result({ verdict: 'failed', gates })),
    );
    expect(requests).toMatchObject([{ command: { type: 'EndAttempt', cause: 'outside-paths' } }]);
  });

  it.each([
    ['error', 'gates-error'],
    ['unproven', 'unproven'],
  ] as const)('with the verdict %s is for a person: no agent can mend that', (verdict, reason) => {
    const gates = [gate('scope', 'passed'), gate('test', 'failed')];
    const { requests } = reactionTo((tell) =>
      tell('validation.result', result({ verdict, gates })),
    );
    expect(requests).toMatchObject([
      { command: { type: 'EscalateAttempt', attempt: 1, reason, findings: [finding] } },
    ]);
  });

  it.each([
    ['error', 'gates-error'],
    ['unproven', 'unproven'],
  ] as const)(
    'with the verdict %s on the head of the line is for a person too',
    (verdict, reason) => {
      const { requests } = reactionTo((tell) =>
        tell('validation.result', result({ of: 'candidate', verdict })),
      );
      expect(requests).toMatchObject([
        { command: { type: 'EscalateAttempt', attempt: 1, reason } },
      ]);
    },
  );

  it.each(['passed', 'failed'] as const)('as a candidate is not its business: %s', (verdict) => {
    const { requests } = reactionTo((tell) =>
      tell('validation.result', result({ of: 'candidate', verdict, toMerge: false })),
    );
    expect(requests).toEqual([]);
  });
});

describe('a merge', () => {
  it('that was applied completes the task with its commit and tree', () => {
    const { requests } = reactionTo((tell) =>
      tell('merge.applied', { ...key, lineId: 'L', base: hashOf('a'), commit, tree }),
    );
    expect(requests).toEqual([
      { to: 'task', taskId: 'T1', command: { type: 'CompleteAttempt', attempt: 1, tree, commit } },
    ]);
  });

  it.each(['text', 'gates', 'moved'] as const)(
    'that ended in a conflict (%s) opens the next attempt, which is told what does not fit',
    (reason) => {
      const { requests } = reactionTo((tell) =>
        tell('merge.conflicted', conflict({ reason, findings: [finding] })),
      );
      const told = [{ gate: 'merge', message: 'src/a.ts fits no more' }, finding];
      expect(requests).toMatchObject([
        { command: { type: 'EndAttempt', cause: 'conflict', findings: told } },
      ]);
    },
  );

  it('that was refused opens nothing: the attempt was void before', () => {
    const { requests } = reactionTo((tell) =>
      tell('merge.conflicted', conflict({ reason: 'refused' })),
    );
    expect(requests).toEqual([]);
  });
});

describe('a slot that was given back', () => {
  it('because its lease was over ends the attempt', () => {
    const { requests } = reactionTo((tell) =>
      tell('agent.released', { ...key, agentId: 'near', reason: 'lease-over' }),
    );
    expect(requests).toMatchObject([
      { command: { type: 'EndAttempt', attempt: 1, cause: 'lease-over', findings: [] } },
    ]);
  });

  it.each(['executed', 'void'] as const)('because it was %s says nothing', (reason) => {
    const { requests } = reactionTo((tell) =>
      tell('agent.released', { ...key, agentId: 'near', reason }),
    );
    expect(requests).toEqual([]);
  });
});

describe('a dead letter', () => {
  const letter: EventData<'deadletter.recorded'> = {
    consumer: 'quality-gateway__executor',
    eventId: 'E',
    eventType: 'task.executed',
    position: 9,
    deliveries: 5,
    error: 'bad object',
    workflowId: 'W',
    taskId: 'T1',
    attempt: 1,
  };

  it('on the way of a task asks a person, about the attempt that the letter was about', () => {
    const message = 'quality-gateway__executor gave up on task.executed: bad object';
    const { requests } = reactionTo((tell) => tell('deadletter.recorded', letter));
    expect(requests).toEqual([
      {
        to: 'task',
        taskId: 'T1',
        command: {
          type: 'EscalateAttempt',
          attempt: 1,
          reason: 'dead-letter',
          message,
          findings: [],
        },
      },
    ]);
  });

  it('about an earlier attempt does not touch the current one', () => {
    const { requests } = reactionTo((tell) => {
      tell('task.retried', retriedTask());
      return tell('deadletter.recorded', letter);
    });
    expect(requests).toMatchObject([{ command: { attempt: 1 } }]);
  });

  it('that names no attempt is about the current one', () => {
    const { attempt: _attempt, ...unnamed } = letter;
    const { requests } = reactionTo((tell) => {
      tell('task.retried', retriedTask());
      return tell('deadletter.recorded', unnamed);
    });
    expect(requests).toMatchObject([{ command: { attempt: 2 } }]);
  });

  it('about no task, or one that has ended, says nothing', () => {
    const { workflowId: _w, taskId: _t, attempt: _a, ...unrelated } = letter;
    expect(reactionTo((tell) => tell('deadletter.recorded', unrelated)).requests).toEqual([]);
    const ended = reactionTo((tell) => {
      tell('task.completed', { ...key, tree });
      return tell('deadletter.recorded', letter);
    });
    expect(ended.requests).toEqual([]);
  });
});

describe('a task that is given to other agents', () => {
  const updated = { workflowId: 'W', taskId: 'T1', changes: { agent: 'far' }, by: 'pat' };
  const taken = { ...key, agentId: 'near', executorId: 'local' };
  const score = { total: 1, load: 1, performance: 1 };
  const assigned = { ...taken, score, fallbacks: [], leaseMs: 1 };
  const started = { ...taken, base: commit, start: commit };
  const ended = { taskId: 'T1', command: { type: 'EndAttempt', attempt: 1, cause: 'interrupted' } };

  /** What follows once the board has reached the last of the events. */
  function afterAll(tellThem: (tell: Told) => readonly RecordedEvent[], agents = ['near', 'far']) {
    const { board, tell } = createToldBoard();
    tell('workflow.requested', requestedWorkflow());
    for (const agentId of agents) tell('agent.registered', agent(agentId));
    tell('task.created', createdTask());
    return tellThem(tell).flatMap((event) => reactForTask(event, board));
  }

  it('is taken from one that was given it by who had not seen the change', () => {
    const reactions = afterAll((tell) => [
      tell('task.updated', updated),
      tell('agent.assigned', assigned),
    ]);
    expect(reactions).toMatchObject([ended, ended]);
  });

  it('is taken from one that had not begun, or began without having seen the change', () => {
    const reactions = afterAll((tell) => [
      tell('agent.assigned', assigned),
      tell('task.updated', updated),
      tell('task.started', started),
    ]);
    expect(reactions).toMatchObject([ended, ended, ended]);
  });

  it('is taken from one that was given it anew, also when its slot of before is given back late', () => {
    const again = { ...assigned, attempt: 2 };
    const [reaction] = afterAll((tell) => {
      tell('task.started', started);
      tell('task.updated', updated);
      tell('task.retried', retriedTask());
      const event = tell('agent.assigned', again);
      tell('agent.released', { ...key, agentId: 'near', reason: 'void' });
      return [event];
    });
    expect(reaction).toMatchObject({ command: { type: 'EndAttempt', attempt: 2 } });
  });

  it('is left to one that is at work, to one that can do it, and to one that nobody knows', () => {
    const atWork = afterAll((tell) => [
      tell('task.started', started),
      tell('task.updated', updated),
    ]);
    const able = afterAll((tell) => [
      tell('task.updated', { ...updated, changes: { agent: 'near' } }),
      tell('agent.assigned', assigned),
    ]);
    const changed = (tell: Told) => [
      tell('task.updated', updated),
      tell('agent.assigned', assigned),
    ];
    expect([atWork, able, afterAll(changed, [])]).toEqual([[], [], []]);
  });
});

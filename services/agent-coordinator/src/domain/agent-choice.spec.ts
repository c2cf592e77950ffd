import { retriedTask, taskSpec } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { type Candidate, chooseAgent } from './agent-choice.ts';

function candidate(agentId: string, change: Partial<Candidate> = {}): Candidate {
  return {
    agentId,
    kind: 'shell',
    skills: [],
    slots: 4,
    taken: 0,
    performance: 1,
    available: true,
    ...change,
  };
}

const task = taskSpec();
const names = (...candidates: readonly Candidate[]) =>
  chooseAgent(task, undefined, candidates)?.agentId;

describe('the choice of an agent', () => {
  it('is nobody when nobody is there: the task waits', () => {
    expect(chooseAgent(task, undefined, [])).toBeUndefined();
  });

  it('never falls on one that is away, however good it is', () => {
    const away = candidate('away', { available: false });
    expect(names(away)).toBeUndefined();
    expect(names(away, candidate('poor', { performance: 0, taken: 3 }))).toBe('poor');
  });

  it('never falls on one without a free slot', () => {
    expect(names(candidate('full', { taken: 4 }))).toBeUndefined();
    expect(names(candidate('full', { taken: 4 }), candidate('free', { performance: 0.1 }))).toBe(
      'free',
    );
  });

  it('falls only on one of the kind and with every skill that the task asks for', () => {
    const wanted = taskSpec({ agent: 'api-developer', skills: ['http', 'sql'] });
    const lacking = candidate('lacking', { kind: 'api-developer', skills: ['http'] });
    const able = candidate('able', { skills: ['api-developer', 'http', 'sql'] });
    expect(chooseAgent(wanted, undefined, [lacking])).toBeUndefined();
    expect(chooseAgent(wanted, undefined, [lacking, able])?.agentId).toBe('able');
  });

  it('prefers who did well, twice as much as who has little to do', () => {
    const idle = candidate('idle', { performance: 0.7 });
    expect(names(idle, candidate('good', { taken: 3 }))).toBe('idle');
    expect(names(idle, candidate('good', { taken: 2 }))).toBe('good');
  });

  it('prefers who has less to do among equals, and then the first by name', () => {
    expect(names(candidate('a', { taken: 1 }), candidate('b'))).toBe('b');
    expect(names(candidate('b'), candidate('a'))).toBe('a');
  });

  it('comes with its score in parts', () => {
    const choice = chooseAgent(task, undefined, [candidate('a', { performance: 0.75, taken: 1 })]);
    expect(choice?.score.performance).toBe(0.75);
    expect(choice?.score.load).toBe(0.25);
    expect(choice?.score.total).toBeCloseTo(0.75);
  });

  it('names the others that could have done it, best first', () => {
    const choice = chooseAgent(task, undefined, [
      candidate('worst', { performance: 0 }),
      candidate('away', { available: false }),
      candidate('full', { taken: 4 }),
      candidate('best'),
      candidate('second', { performance: 0.5 }),
    ]);
    expect(choice).toMatchObject({ agentId: 'best', fallbacks: ['second', 'worst'] });
  });
});

describe('the choice for a retry', () => {
  const good = candidate('good');
  const failed = candidate('failed', { performance: 0.2, taken: 1 });
  const second = candidate('second', { performance: 0.9 });
  const retry = (agent: 'same' | 'another' | 'any', ...candidates: readonly Candidate[]) =>
    chooseAgent(task, retriedTask({ agent, previousAgents: ['failed', 'second'] }), candidates)
      ?.agentId;

  it('keeps to the agent that the task began with while it is there', () => {
    expect(retry('same', good, failed, second)).toBe('failed');
  });

  it('takes any other when that agent is gone', () => {
    expect(retry('same', good, second)).toBe('good');
    expect(retry('same', good, candidate('failed', { available: false }))).toBe('good');
  });

  it('waits for that agent while it has no free slot', () => {
    expect(retry('same', good, candidate('failed', { taken: 4 }))).toBeUndefined();
  });

  it('goes to one that has not tried yet, where there is one', () => {
    expect(retry('another', failed, second, good)).toBe('good');
    const poor = candidate('poor', { performance: 0, taken: 3 });
    expect(retry('another', failed, second, poor)).toBe('poor');
  });

  it('goes to one that tried later rather than to the first, and to the first rather than to none', () => {
    expect(retry('another', failed, second)).toBe('second');
    expect(retry('another', candidate('failed'), second)).toBe('second');
    expect(retry('another', failed)).toBe('failed');
  });

  it('goes to the best one when it does not matter who failed', () => {
    expect(retry('any', failed, good)).toBe('good');
  });
});

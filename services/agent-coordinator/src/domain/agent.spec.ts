import { accept, given, reject } from '@atms/eventsourcing';
import { describe, expect, it } from 'vitest';
import {
  assign,
  assigned,
  attempt,
  registered,
  registration,
  released,
} from '../testing/agents.ts';
import { agentDecider, type AgentEvent } from './agent.ts';

const first = attempt('T1');
const second = attempt('T2');
const third = attempt('T3');
const offline: AgentEvent = {
  type: 'agent.offline',
  data: { agentId: 'local.shell', reason: 'silent' },
};
const online: AgentEvent = { type: 'agent.online', data: { agentId: 'local.shell' } };
const drained: AgentEvent = { type: 'agent.drained', data: { agentId: 'local.shell', by: 'pat' } };

describe('an agent that is registered', () => {
  const register = { type: 'RegisterAgent', registration: registration() } as const;

  it('is known from then on', () => {
    expect(given(agentDecider).when(register)).toEqual(accept(registered()));
  });

  it('is recognised when it comes again as it was', () => {
    expect(given(agentDecider, [registered()]).when(register)).toEqual(accept());
  });

  it('is only online again when it had been silent', () => {
    expect(given(agentDecider, [registered(), offline]).when(register)).toEqual(accept(online));
  });

  it('is registered anew with other slots or skills, and when it had been drained', () => {
    const changed = [{ slots: 5 }, { skills: ['http'] }];
    for (const change of changed) {
      const decision = given(agentDecider, [registered(change)]).when(register);
      expect(decision).toEqual(accept(registered()));
    }
    expect(given(agentDecider, [registered(), drained]).when(register)).toEqual(
      accept(registered()),
    );
  });

  it('keeps its holds when it is registered anew', () => {
    const events = [registered({ slots: 1 }), assigned(first), registered({ slots: 2 })];
    expect(given(agentDecider, events).when(assign(second))).toEqual(accept(assigned(second)));
    const full = [...events, assigned(second)];
    expect(given(agentDecider, full).when(assign(third))).toMatchObject({ kind: 'rejected' });
  });
});

describe('an agent that nobody knows', () => {
  it('refuses everything but its registration', () => {
    const notFound = reject('agent-not-found', 'There is no such agent');
    const commands = [
      assign(first),
      { type: 'ReleaseAgent', key: first, reason: 'void' },
      { type: 'MarkOnline' },
      { type: 'MarkOffline', reason: 'silent' },
      { type: 'DrainAgent', by: 'pat' },
      { type: 'UndrainAgent', by: 'pat' },
    ] as const;
    for (const command of commands) expect(given(agentDecider).when(command)).toEqual(notFound);
  });
});

describe('a slot', () => {
  it('is given with the score and the fallbacks of the choice', () => {
    expect(given(agentDecider, [registered()]).when(assign(first))).toEqual(
      accept(assigned(first)),
    );
  });

  it('is given once for an attempt, however often it is asked', () => {
    const agent = given(agentDecider, [registered({ slots: 1 }), assigned(first)]);
    expect(agent.when(assign(first))).toEqual(accept());
  });

  it('is given to another attempt of the same task', () => {
    const agent = given(agentDecider, [registered(), assigned(first)]);
    const next = attempt('T1', 2);
    expect(agent.when(assign(next))).toEqual(accept(assigned(next)));
  });

  it('is refused when all are taken', () => {
    const agent = given(agentDecider, [registered(), assigned(first), assigned(second)]);
    expect(agent.when(assign(third))).toEqual(
      reject('no-free-slot', 'All 2 slots of local.shell are taken'),
    );
  });

  it('is refused while the agent is offline or drained', () => {
    expect(given(agentDecider, [registered(), offline]).when(assign(first))).toEqual(
      reject('agent-not-available', 'local.shell is offline'),
    );
    expect(given(agentDecider, [registered(), drained]).when(assign(first))).toEqual(
      reject('agent-not-available', 'local.shell is drained'),
    );
    const back = given(agentDecider, [registered(), offline, online]);
    expect(back.when(assign(first))).toEqual(accept(assigned(first)));
  });

  it('of an attempt that was executed is given back in the append of the next assignment', () => {
    const agent = given(agentDecider, [registered({ slots: 1 }), assigned(first)]);
    expect(agent.when(assign(second, [first]))).toEqual(accept(released(first), assigned(second)));
  });

  it('is given back with the next assignment only when this agent has it', () => {
    const agent = given(agentDecider, [registered(), assigned(first)]);
    expect(agent.when(assign(third, [second]))).toEqual(accept(assigned(third)));
  });

  it('is given back with its reason, and once', () => {
    const release = { type: 'ReleaseAgent', key: first, reason: 'lease-over' } as const;
    const held = [registered(), assigned(first)];
    expect(given(agentDecider, held).when(release)).toEqual(accept(released(first, 'lease-over')));
    const givenBack = [...held, released(first)];
    expect(given(agentDecider, givenBack).when(release)).toEqual(accept());
  });

  it('stays taken while the agent is silent or drained', () => {
    const events = [registered({ slots: 1 }), assigned(first), offline, online];
    expect(given(agentDecider, events).when(assign(second))).toMatchObject({ kind: 'rejected' });
  });
});

describe('what is told of an agent', () => {
  it('is told once', () => {
    const silent = { type: 'MarkOffline', reason: 'silent' } as const;
    const drain = { type: 'DrainAgent', by: 'pat' } as const;
    expect(given(agentDecider, [registered()]).when(silent)).toEqual(accept(offline));
    expect(given(agentDecider, [registered(), offline]).when(silent)).toEqual(accept());
    expect(given(agentDecider, [registered(), offline]).when({ type: 'MarkOnline' })).toEqual(
      accept(online),
    );
    expect(given(agentDecider, [registered()]).when({ type: 'MarkOnline' })).toEqual(accept());
    expect(given(agentDecider, [registered()]).when(drain)).toEqual(accept(drained));
    expect(given(agentDecider, [registered(), drained]).when(drain)).toEqual(accept());
  });
});

describe('an agent that was drained', () => {
  const undrain = { type: 'UndrainAgent', by: 'kim' } as const;
  const back = registered({ by: 'kim' });
  const byExecutor = {
    type: 'agent.drained',
    data: { ...drained.data, by: registration().executorId },
  } as const;

  it('is taken back, with what it holds, and gets something again', () => {
    const before = [registered(), assigned(first), drained];
    expect(given(agentDecider, before).when(undrain)).toEqual(accept(back));
    expect(given(agentDecider, [...before, back]).when(assign(first))).toEqual(accept());
    expect(given(agentDecider, [registered(), drained, back]).when(assign(first))).toEqual(
      accept(assigned(first)),
    );
    expect(given(agentDecider, [registered(), drained, back]).when(undrain)).toEqual(accept());
  });

  it('is not taken back while it is offline, or when its executor does not offer it any more', () => {
    expect(given(agentDecider, [registered(), drained, offline]).when(undrain)).toMatchObject({
      rejection: { code: 'agent-not-available' },
    });
    expect(given(agentDecider, [registered(), byExecutor]).when(undrain)).toMatchObject({
      rejection: { code: 'agent-not-offered' },
    });
  });

  it('is drained by its executor although a person did it before: then the person cannot undo it', () => {
    const drain = { type: 'DrainAgent', by: registration().executorId } as const;
    expect(given(agentDecider, [registered(), drained]).when(drain)).toEqual(accept(byExecutor));
    expect(given(agentDecider, [registered(), byExecutor]).when(drain)).toEqual(accept());
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assign, attempt, registration } from '../testing/agents.ts';
import { type AgentCommand, agentDecider, type AgentEvent, type AgentState } from './agent.ts';

const key = fc
  .record({ task: fc.nat({ max: 4 }), number: fc.integer({ min: 1, max: 2 }) })
  .map(({ task, number }) => attempt(`T${task}`, number));
const slots = fc.integer({ min: 1, max: 3 });

const command: fc.Arbitrary<AgentCommand> = fc.oneof(
  slots.map((count) => ({
    type: 'RegisterAgent' as const,
    registration: registration({ slots: count }),
  })),
  { weight: 6, arbitrary: fc.tuple(key, fc.array(key, { maxLength: 3 })).map(toAssign) },
  fc
    .tuple(key, fc.constantFrom('executed', 'lease-over', 'void'))
    .map(([one, reason]) => ({ type: 'ReleaseAgent' as const, key: one, reason })),
  fc.constantFrom<AgentCommand>(
    { type: 'MarkOnline' },
    { type: 'MarkOffline', reason: 'silent' },
    { type: 'DrainAgent', by: 'pat' },
    { type: 'UndrainAgent', by: 'pat' },
  ),
);

function toAssign([one, executed]: [ReturnType<typeof attempt>, ReturnType<typeof attempt>[]]) {
  return assign(one, executed);
}

interface Step {
  readonly before: AgentState;
  readonly command: AgentCommand;
  readonly events: readonly AgentEvent[];
  readonly after: AgentState;
}

/** Every accepted step of a run. */
function stepsOf(commands: readonly AgentCommand[]): readonly Step[] {
  let state = agentDecider.initialState();
  return commands.flatMap((one) => {
    const decision = agentDecider.decide(one, state);
    if (decision.kind === 'rejected') return [];
    const before = state;
    state = decision.events.reduce(agentDecider.evolve, state);
    return [{ before, command: one, events: decision.events, after: state }];
  });
}

const runs = fc.array(command, { maxLength: 60 });

function assignsIn({ events }: Step): boolean {
  return events.some((event) => event.type === 'agent.assigned');
}

describe('any run of an agent', () => {
  it('never gives a slot that it does not have', () => {
    fc.assert(
      fc.property(runs, (commands) => {
        for (const { after } of stepsOf(commands).filter(assignsIn)) {
          expect(after.holds.length).toBeLessThanOrEqual(after.registration?.slots ?? 0);
        }
      }),
    );
  });

  it('never gives anything to an agent that is offline or drained', () => {
    fc.assert(
      fc.property(runs, (commands) => {
        for (const { before } of stepsOf(commands).filter(assignsIn)) {
          expect(before).toMatchObject({ online: true });
          expect(before.drainedBy).toBeUndefined();
        }
      }),
    );
  });

  it('holds an attempt at most once', () => {
    fc.assert(
      fc.property(runs, (commands) => {
        for (const { after } of stepsOf(commands)) {
          const names = after.holds.map((hold) => `${hold.taskId}/${hold.attempt}`);
          expect(new Set(names).size).toBe(names.length);
        }
      }),
    );
  });

  it('adds nothing when a command that was accepted comes again at once', () => {
    fc.assert(
      fc.property(runs, (commands) => {
        for (const step of stepsOf(commands)) {
          expect(agentDecider.decide(step.command, step.after)).toEqual({
            kind: 'accepted',
            events: [],
          });
        }
      }),
    );
  });

  it('comes to the same state when its events are folded again', () => {
    fc.assert(
      fc.property(runs, (commands) => {
        const steps = stepsOf(commands);
        const replayed = steps
          .flatMap((step) => step.events)
          .reduce(agentDecider.evolve, agentDecider.initialState());
        expect(replayed).toEqual(steps.at(-1)?.after ?? agentDecider.initialState());
      }),
    );
  });
});

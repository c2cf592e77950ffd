import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attempt } from '../testing/agents.ts';
import { toldBoard } from '../testing/board.ts';
import { planAssignments } from './assignment.ts';

type Told = ReturnType<typeof toldBoard>;
type Act =
  | { readonly kind: 'round' }
  | { readonly kind: 'execute' | 'lose'; readonly pick: number }
  | { readonly kind: 'silent' | 'back'; readonly agent: number };

interface Fleet {
  readonly slots: readonly number[];
  readonly maxAgents: number;
  readonly tasks: number;
  readonly acts: readonly Act[];
}

const agent = fc.nat({ max: 2 });
const pick = fc.nat();
const fleet: fc.Arbitrary<Fleet> = fc.record({
  slots: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
  maxAgents: fc.integer({ min: 1, max: 6 }),
  tasks: fc.integer({ min: 1, max: 12 }),
  acts: fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constant<Act>({ kind: 'round' }) },
      fc.record({ kind: fc.constantFrom('execute', 'lose'), pick }),
      fc.record({ kind: fc.constantFrom('silent', 'back'), agent }),
    ),
    { maxLength: 30 },
  ),
});

const nameOf = (index: number) => `e${index}.shell`;

function begin({ slots, tasks }: Fleet): Told {
  const told = toldBoard();
  slots.forEach((count, index) =>
    told.agent({ agentId: nameOf(index), executorId: `e${index}`, slots: count }),
  );
  for (let number = 0; number < tasks; number++) {
    told.task(`T${number}`);
    told.ready(attempt(`T${number}`));
  }
  return told;
}

/** Does what a round planned, as the agents' streams would decide it. */
function assignAll(told: Told, maxAgents: number): readonly string[] {
  const round = planAssignments(told.board, { maxAgents });
  for (const { agentId, key, executed } of round) {
    for (const one of executed) tellReleased(told, agentId, one);
    told.assigned(key, { agentId, executorId: agentId.split('.')[0] ?? '' });
  }
  return round.map(({ key }) => key.taskId);
}

function tellReleased(told: Told, agentId: string, key: ReturnType<typeof attempt>) {
  if (!told.board.holdsOf(key.taskId).some((hold) => hold.agentId === agentId)) return;
  const { workflowId, taskId, attempt: number } = key;
  const data = { agentId, workflowId, taskId, attempt: number, reason: 'executed' } as const;
  told.tell('agent.released', data);
}

function act(told: Told, { maxAgents }: Fleet, one: Act): readonly string[] {
  const held = told.board.agents().flatMap((each) => [...each.holds.values()]);
  const running = held.filter((hold) => !hold.executed);
  switch (one.kind) {
    case 'round':
      return assignAll(told, maxAgents);
    case 'execute':
    case 'lose': {
      const hold = running[one.pick % Math.max(1, running.length)];
      if (hold === undefined) return [];
      if (one.kind === 'execute') told.executed(attempt(hold.taskId), hold.agentId);
      else tellReleased(told, hold.agentId, attempt(hold.taskId));
      return [];
    }
    case 'silent':
      told.tell('agent.offline', { agentId: nameOf(one.agent), reason: 'silent' });
      return [];
    case 'back':
      told.tell('agent.online', { agentId: nameOf(one.agent) });
      return [];
  }
}

function active(told: Told) {
  return told.board
    .agents()
    .map((one) => ({ ...one, active: [...one.holds.values()].filter((hold) => !hold.executed) }));
}

describe('any run of assignments', () => {
  it('never takes more slots than there are, nor more in all than the cap', () => {
    fc.assert(
      fc.property(fleet, (one) => {
        const told = begin(one);
        for (const each of one.acts) {
          act(told, one, each);
          for (const { active: taken, slots } of active(told)) {
            expect(taken.length).toBeLessThanOrEqual(slots);
          }
          const all = active(told).reduce((sum, { active: taken }) => sum + taken.length, 0);
          expect(all).toBeLessThanOrEqual(one.maxAgents);
        }
      }),
    );
  });

  it("assigns each attempt once, and in the queue's order", () => {
    fc.assert(
      fc.property(fleet, (one) => {
        const told = begin(one);
        const order = one.acts.flatMap((each) => act(told, one, each));
        const inOrder = Array.from({ length: order.length }, (_, number) => `T${number}`);
        expect(order).toEqual(inOrder);
      }),
    );
  });

  it('leaves no free slot while a task waits for one and the cap allows it', () => {
    fc.assert(
      fc.property(fleet, (one) => {
        const told = begin(one);
        for (const each of one.acts) act(told, one, each);
        assignAll(told, one.maxAgents);
        const all = active(told).reduce((sum, { active: taken }) => sum + taken.length, 0);
        const isFree = active(told).some(
          ({ active: taken, slots, online }) => online && taken.length < slots,
        );
        if (isFree && all < one.maxAgents) expect(told.board.waiting()).toEqual([]);
      }),
    );
  });
});

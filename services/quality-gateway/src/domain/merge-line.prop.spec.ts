import { hashOf } from '@atms/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply, candidate, conflict, start } from '../testing/merges.ts';
import { type MergeCommand, mergeDecider, type MergeEvent } from './merge-line.ts';

const letters = fc.constantFrom('a', 'b', 'c');
const someCandidate = fc
  .record({ task: fc.nat({ max: 2 }), attempt: fc.integer({ min: 1, max: 2 }), commit: letters })
  .map(({ task, attempt, commit }) => candidate(`T${task}`, { attempt, commit: hashOf(commit) }));
const command: fc.Arbitrary<MergeCommand> = fc.oneof(
  fc.tuple(someCandidate, letters).map(([one, head]) => start(one, hashOf(head))),
  someCandidate.map(apply),
  fc
    .tuple(someCandidate, fc.constantFrom('text', 'gates', 'moved', 'refused'))
    .map(([one, reason]) => conflict(one, reason)),
);

function eventsOf(commands: readonly MergeCommand[]): readonly MergeEvent[] {
  let state = mergeDecider.initialState();
  return commands.flatMap((one) => {
    const decision = mergeDecider.decide(one, state);
    if (decision.kind === 'rejected') return [];
    state = decision.events.reduce(mergeDecider.evolve, state);
    return decision.events;
  });
}

const nameOf = ({ data }: MergeEvent) => `${data.taskId}/${data.attempt}`;
const runs = fc.array(command, { maxLength: 60 });

describe('any run of a line', () => {
  it('has at most one merge open, which its own outcome alone ends', () => {
    fc.assert(
      fc.property(runs, (commands) => {
        let open: string | undefined;
        for (const event of eventsOf(commands)) {
          if (event.type === 'merge.started') {
            expect(open).toBeUndefined();
            open = nameOf(event);
          } else if (nameOf(event) === open) open = undefined;
          else expect(event).toMatchObject({ type: 'merge.conflicted' });
        }
      }),
    );
  });

  it('gives every attempt at most one outcome, and applies only what was started', () => {
    fc.assert(
      fc.property(runs, (commands) => {
        const events = eventsOf(commands);
        const outcomes = events.filter((event) => event.type !== 'merge.started').map(nameOf);
        expect(new Set(outcomes).size).toBe(outcomes.length);
        events.forEach((event, index) => {
          if (event.type !== 'merge.applied') return;
          const before = events.slice(0, index).findLast((each) => nameOf(each) === nameOf(event));
          expect(before).toEqual({ type: 'merge.started', data: event.data });
        });
      }),
    );
  });

  it('starts nothing that was not built on the head', () => {
    fc.assert(
      fc.property(runs, fc.constantFrom('a', 'b'), (commands, letter) => {
        const moved = commands.map((one) =>
          one.type === 'StartMerge' ? { ...one, head: hashOf(letter) } : one,
        );
        const bases = eventsOf(moved).flatMap((event) =>
          event.type === 'merge.started' ? [event.data.base] : [],
        );
        expect(bases.every((base) => base === hashOf(letter))).toBe(true);
      }),
    );
  });
});

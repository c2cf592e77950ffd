import { msBetween, type Priority } from '@atms/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, enqueue, remove } from '../testing/line-commands.ts';
import { createLineDecider } from './line.ts';
import type { NewEntry } from './line-messages.ts';

/** The most by which points can make up for waiting. */
const leadMinutes = 150;
const minutesPerSlot = 10;
const newcomersPerSlot = 3;

const newcomer = fc.record({
  priority: fc.constantFrom<Priority>('critical', 'high', 'medium', 'low'),
  onCriticalPath: fc.boolean(),
  blocks: fc.nat({ max: 9 }),
  /** Minutes after it was queued. */
  deadlineAfter: fc.option(fc.nat({ max: 3_000 })),
});
type Newcomer = typeof newcomer extends fc.Arbitrary<infer T> ? T : never;

/** What comes while one task after the other is done: always more than is done. */
const overload = fc.array(fc.array(newcomer, { minLength: 2, maxLength: newcomersPerSlot }), {
  minLength: 1,
  maxLength: 200,
  size: 'max',
});

/** A line with one place, on which whoever is ready is done a slot later. @returns the order of the starts. */
function runOverloaded(slots: readonly (readonly Newcomer[])[]) {
  const decider = createLineDecider({ cap: 1 });
  const line = decider.initialState();
  const waiting = new Map<string, NewEntry>();
  const started: { readonly entry: NewEntry; readonly waiting: readonly NewEntry[] }[] = [];
  const tell = (command: Parameters<typeof decider.decide>[0]) => {
    const decision = decider.decide(command, line);
    for (const event of decision.kind === 'accepted' ? decision.events : []) {
      decider.evolve(line, event);
      const { taskId } = event.data;
      const entry = waiting.get(taskId);
      if (event.type === 'task.queued') waiting.set(taskId, event.data);
      if (event.type !== 'task.ready' || entry === undefined) continue;
      waiting.delete(taskId);
      started.push({ entry, waiting: [...waiting.values()] });
    }
  };
  for (const [slot, newcomers] of slots.entries()) {
    const now = at(slot * minutesPerSlot * 60);
    const done = started.at(-1)?.entry.taskId;
    for (const [index, one] of newcomers.entries()) {
      tell(enqueue(`T${slot}.${index}`, { ...toEntry(one, slot), queuedAt: now }, { at: now }));
    }
    if (done !== undefined) tell(remove(done, 'completed', { at: now }));
  }
  return started;
}

function toEntry({ deadlineAfter, ...one }: Newcomer, slot: number): Partial<NewEntry> {
  if (deadlineAfter === null) return one;
  return { ...one, deadline: at((slot * minutesPerSlot + deadlineAfter) * 60) };
}

describe('a line that gets more than it can do', () => {
  it('never prefers who was queued more than 150 minutes later: nothing starves', () => {
    fc.assert(
      fc.property(overload, (slots) => {
        for (const { entry, waiting } of runOverloaded(slots)) {
          const passedOver = waiting.filter(
            (other) => msBetween(other.queuedAt, entry.queuedAt) > leadMinutes * 60_000,
          );
          expect(passedOver).toEqual([]);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('starts an entry after so many slots as fill these 150 minutes, whatever comes', () => {
    const mayComeBefore = (leadMinutes / minutesPerSlot) * newcomersPerSlot;
    const least: Newcomer = {
      priority: 'low',
      onCriticalPath: false,
      blocks: 0,
      deadlineAfter: null,
    };
    const most: Newcomer = {
      priority: 'critical',
      onCriticalPath: true,
      blocks: 9,
      deadlineAfter: 0,
    };
    const storm = Array.from({ length: 2 * mayComeBefore }, () => [most, most, most]);
    const starts = runOverloaded([[most, least], ...storm]).map(({ entry }) => entry.taskId);
    expect(starts.indexOf('T0.1')).toBeGreaterThan(1);
    expect(starts.indexOf('T0.1')).toBeLessThanOrEqual(mayComeBefore + 1);
  });
});

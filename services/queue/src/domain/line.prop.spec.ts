import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathSetsOverlap } from '@atms/plan';
import { commandsFor, crowdedRuns, plans } from '../testing/random-line.ts';
import { referenceDecision, type ReferenceLine, referenceLine } from '../testing/reference-line.ts';
import { plainLine } from './plain-line.ts';
import { createLineDecider } from './line.ts';
import { type LineIndex, missingOf } from './line-index.ts';
import type { QueueCommand, QueueEvent } from './line-messages.ts';

/** One command of a run: what was before it, what it led to, and the line after it. */
interface Step {
  readonly command: QueueCommand;
  readonly before: ReferenceLine;
  readonly decided: readonly QueueEvent[];
  readonly line: LineIndex;
  readonly log: readonly QueueEvent[];
}

/** Any commands at all, decided one after the other; each step is looked at while the line stands there. */
function always(looksAt: LooksAt, numRuns = 100): void {
  alwaysAmong(
    plans.chain((plan) => commandsFor(plan)),
    looksAt,
    numRuns,
  );
}

type LooksAt = (step: Step, cap: number) => void;

function alwaysAmong(
  commands: fc.Arbitrary<readonly QueueCommand[]>,
  looksAt: LooksAt,
  numRuns: number,
): void {
  const caps = fc.integer({ min: 1, max: 3 });
  fc.assert(
    fc.property(commands, caps, (told, cap) => run(told, cap, looksAt)),
    { numRuns },
  );
}

function run(commands: readonly QueueCommand[], cap: number, looksAt: LooksAt): void {
  const decider = createLineDecider({ cap });
  const log: QueueEvent[] = [];
  let line = decider.initialState();
  for (const [index, command] of commands.entries()) {
    const before = referenceLine(log);
    // Nobody folds what this one decides: as when its events do not get into the log.
    decide(cap, commands[commands.length - 1 - index] ?? command, line);
    const decided = decide(cap, command, line);
    log.push(...decided);
    line = decided.reduce(decider.evolve, line);
    looksAt({ command, before, decided, line, log }, cap);
  }
}

describe('a line, whatever it is told', () => {
  const asTheRulesRead: LooksAt = ({ command, before, decided }, cap) => {
    expect(decided).toEqual(referenceDecision({ cap }, before, command));
  };

  it('decides as its rules read, without an index', () => {
    always(asTheRulesRead, 500);
  });

  it('decides as its rules read also about a crowd that waits for the same', () => {
    alwaysAmong(crowdedRuns, asTheRulesRead, 100);
  });

  it('never lets two tasks with overlapping paths hold locks', () => {
    always(({ line }) => {
      const holders = [...line.locks.values()];
      const clashes = holders.filter((one, index) =>
        holders.slice(index + 1).some((other) => pathSetsOverlap(one.paths, other.paths)),
      );
      expect(clashes).toEqual([]);
    });
  });

  it('gives a ready task all of its paths', () => {
    always(({ line }) => {
      const withPaths = [...line.ready].filter((id) => line.entries.get(id)?.paths.length !== 0);
      expect(withPaths.filter((id) => !line.locks.has(id))).toEqual([]);
    });
  });

  it('never has more tasks ready than its cap', () => {
    always(({ line }, cap) => {
      expect(line.ready.size).toBeLessThanOrEqual(cap);
    });
  });

  it('makes nothing ready before everything that it depends on has left as completed', () => {
    always(({ line, decided }) => {
      for (const { type, data } of decided) {
        const entry = line.entries.get(data.taskId);
        if (type === 'task.ready') expect(entry && missingOf(line, entry)).toEqual([]);
      }
    });
  });

  it('never lets a task back after its end, nor an attempt that is not later', () => {
    always(({ before, decided }) => {
      for (const { data, type } of decided) {
        if (type !== 'task.queued') continue;
        const left = before.left.get(data.taskId);
        const known = before.entries.find(({ entry }) => entry.taskId === data.taskId);
        expect(left?.reason ?? 'escalated').toBe('escalated');
        expect(data.attempt).toBeGreaterThan(
          Math.max(left?.attempt ?? 0, known?.entry.attempt ?? 0),
        );
      }
    });
  });

  it('keeps the lock of a task that is retried', () => {
    always(({ before, command, decided, line }) => {
      if (command.type !== 'Enqueue' || decided.length === 0) return;
      const { taskId } = command.entry;
      const held = before.entries.some((one) => one.entry.taskId === taskId && one.holdsLock);
      if (held) expect(line.locks.has(taskId)).toBe(true);
    });
  });

  it('never works in waves: what has changed leaves nothing behind that could be ready', () => {
    always(({ command, decided, line }, cap) => {
      const isOrder = command.type === 'Prioritize' || command.type === 'SetDeadline';
      const changed = decided.length > 0 && !isOrder;
      if (changed || command.type === 'Look')
        expect(decide(cap, { ...command, type: 'Look' }, line)).toEqual([]);
    });
  });

  it('adds nothing when it is told the same again', () => {
    always(({ command, line }, cap) => {
      expect(decide(cap, command, line)).toEqual([]);
    });
  });

  it('is the same when it is read from the log', () => {
    always(({ line, log }, cap) => {
      const decider = createLineDecider({ cap });
      expect(factsOf(log.reduce(decider.evolve, decider.initialState()))).toEqual(factsOf(line));
    });
  });

  it('is the same, and decides the same, when it comes out of a snapshot', () => {
    always(({ line, command }, cap) => {
      const restored = plainLine.fromPlain(structuredClone(plainLine.toPlain(line)));
      expect(factsOf(restored)).toEqual(factsOf(line));
      const look = { ...command, type: 'Look' } as const;
      expect(decide(cap + 2, look, restored)).toEqual(decide(cap + 2, look, line));
    });
  });

  it('keeps in its index exactly what could start', () => {
    always(({ line }) => {
      const waiting = [...line.entries.values()].filter(({ taskId }) => !line.ready.has(taskId));
      const startable = waiting.filter((entry) => missingOf(line, entry).length === 0);
      const candidates = [...line.order.candidates.values()].map(({ entry }) => entry);
      expect(new Set(candidates)).toEqual(new Set(startable));
    });
  });
});

/** All but the order of the candidates, which depends on who looked when; that it decides alike is told above. */
function factsOf({ order, waitingFor, ...facts }: LineIndex) {
  const awaited = [...waitingFor].filter(([, waiting]) => waiting.size > 0);
  return { ...facts, waitingFor: new Map(awaited), candidates: new Set(order.candidates.keys()) };
}

function decide(cap: number, command: QueueCommand, line: LineIndex): readonly QueueEvent[] {
  const decision = createLineDecider({ cap }).decide(command, line);
  return decision.kind === 'accepted' ? decision.events : [];
}

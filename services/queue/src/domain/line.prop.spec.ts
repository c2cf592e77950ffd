import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathSetsOverlap } from '@atms/plan';
import { commandsFor, plans } from '../testing/random-line.ts';
import { referenceDecision, type ReferenceLine, referenceLine } from '../testing/reference-line.ts';
import { createLineDecider } from './line.ts';
import { isStartable, type LineIndex } from './line-index.ts';
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
function always(looksAt: (step: Step, cap: number) => void): void {
  const runs = plans.chain((plan) => fc.tuple(commandsFor(plan), fc.integer({ min: 1, max: 3 })));
  fc.assert(fc.property(runs, ([commands, cap]) => run(commands, cap, looksAt)));
}

function run(
  commands: readonly QueueCommand[],
  cap: number,
  looksAt: (step: Step, cap: number) => void,
): void {
  const decider = createLineDecider({ cap });
  const log: QueueEvent[] = [];
  let line = decider.initialState();
  for (const command of commands) {
    const before = referenceLine(log);
    const decided = decide(cap, command, line);
    log.push(...decided);
    line = decided.reduce(decider.evolve, line);
    looksAt({ command, before, decided, line, log }, cap);
  }
}

describe('a line, whatever it is told', () => {
  it('decides as its rules read, without an index', () => {
    always(({ command, before, decided }, cap) => {
      expect(decided).toEqual(referenceDecision({ cap }, before, command));
    });
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
        if (type === 'task.ready') expect(entry && isStartable(line, entry)).toBe(true);
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
      const changed = command.type === 'Look' || decided.length > 0;
      if (changed) expect(decide(cap, { ...command, type: 'Look' }, line)).toEqual([]);
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
      expect(log.reduce(decider.evolve, decider.initialState())).toEqual(line);
    });
  });

  it('keeps in its index exactly what could start, the most urgent first', () => {
    always(({ line }) => {
      const waiting = [...line.entries.values()].filter(({ taskId }) => !line.ready.has(taskId));
      const startable = waiting.filter((entry) => isStartable(line, entry));
      const inTurn = startable.toSorted(
        (one, other) => other.urgency - one.urgency || one.arrival - other.arrival,
      );
      expect(line.startable).toEqual(inTurn);
    });
  });
});

function decide(cap: number, command: QueueCommand, line: LineIndex): readonly QueueEvent[] {
  const decision = createLineDecider({ cap }).decide(command, line);
  return decision.kind === 'accepted' ? decision.events : [];
}

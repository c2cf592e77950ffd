import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTaskIndex, hasEnded, type KnownTask, type KnownWorkflow } from '@atms/contracts';
import type { RecordedEvent } from '@atms/eventsourcing';
import { taskSpec } from '@atms/testkit';
import { createTaskBoard } from '../projections/task-board.ts';
import { bad, type Fate, good, passing } from '../testing/fates.ts';
import { type SimulatedTask, simulateWorkflow } from '../testing/simulated-workflow.ts';
import { outstanding } from './workflow-process.ts';

const ends = ['workflow.completed', 'workflow.failed', 'workflow.cancelled'];
const seed = fc.integer();

/** Up to eight tasks in any order of writing, without circles; each ends in one of the given ways. */
function graphs(...lastFates: readonly Fate[]): fc.Arbitrary<readonly SimulatedTask[]> {
  return inOrder(...lastFates).chain((tasks) =>
    fc.shuffledSubarray([...tasks], { minLength: tasks.length }),
  );
}

/** Each task after those that it depends on. */
function inOrder(...lastFates: readonly Fate[]): fc.Arbitrary<readonly SimulatedTask[]> {
  const draft = fc.record({
    earlier: fc.array(fc.nat({ max: 7 }), { maxLength: 3 }),
    before: fc.array(fc.constantFrom<Fate>(...passing), { maxLength: 2 }),
    last: fc.constantFrom(...lastFates),
  });
  return fc.array(draft, { minLength: 1, maxLength: 8 }).map((drafts) =>
    drafts.map(({ earlier, before, last }, index) => {
      const dependencies = [...new Set(earlier.filter((other) => other < index))];
      const spec = taskSpec({
        taskId: `T${index}`,
        dependencies: dependencies.map((other) => `T${other}`),
      });
      return { spec, fates: [...before, last] };
    }),
  );
}

/** What became of the tasks, as the log up to a position tells it. */
function tasksAfter(log: readonly RecordedEvent[]): readonly KnownTask[] {
  const index = createTaskIndex();
  for (const event of log) index.apply(event);
  return [...(index.workflow('W')?.tasks.values() ?? [])];
}

/** The tasks that can complete: they end well, and so does everything that they depend on. */
function completing(tasks: readonly SimulatedTask[]): readonly string[] {
  const byId = new Map(tasks.map((task) => [task.spec.taskId, task]));
  const completes = (taskId: string): boolean => {
    const task = byId.get(taskId);
    const last: string | undefined = task?.fates.at(-1);
    const endsWell = good.some((fate) => fate === last);
    return task !== undefined && endsWell && task.spec.dependencies.every(completes);
  };
  return [...byId.keys()].filter(completes);
}

/** What a workflow that nobody cancels needs, found by looking at every task and at all that each depends on. */
function needsOf({ life, planned, tasks }: KnownWorkflow) {
  const known = [...tasks.values()];
  const open = known.filter((task) => !hasEnded(task));
  const missing = planned.length - known.length;
  const isDone = (taskId: string) => tasks.get(taskId)?.life === 'completed';
  const canStart = open.some(({ spec }) => spec.dependencies.every(isDone));
  if (life !== 'approved' || (missing === 0 && canStart))
    return { kind: 'nothing', commands: [] } as const;
  if (missing > 0) return { kind: 'missing', commands: times(missing, 'CreateTask') } as const;
  if (open.length > 0)
    return { kind: 'hopeless', commands: times(open.length, 'CancelTask') } as const;
  const isGood = known.every(({ life: end }) => end === 'completed');
  return { kind: 'end', commands: [isGood ? 'CompleteWorkflow' : 'FailWorkflow'] } as const;
}

const times = (count: number, type: string) => Array.from({ length: count }, () => type);
const endsOf = (log: readonly RecordedEvent[]) => log.filter(({ type }) => ends.includes(type));
const completedOf = (tasks: readonly KnownTask[]) =>
  tasks.filter(({ life }) => life === 'completed').map(({ taskId }) => taskId);

describe('a workflow, whatever becomes of its tasks', () => {
  it('completes when all of them complete', () => {
    fc.assert(
      fc.property(graphs(...good), seed, (tasks, chance) => {
        const log = simulateWorkflow(tasks, { seed: chance });
        expect(endsOf(log)).toMatchObject([{ type: 'workflow.completed' }]);
        expect(completedOf(tasksAfter(log))).toHaveLength(tasks.length);
      }),
      { numRuns: 150 },
    );
  });

  it('ends once, with every task at its end, and completes exactly those that can complete', () => {
    fc.assert(
      fc.property(graphs(...good, ...bad), seed, (tasks, chance) => {
        const log = simulateWorkflow(tasks, { seed: chance });
        const expected = completing(tasks);
        const end = expected.length === tasks.length ? 'workflow.completed' : 'workflow.failed';
        expect(endsOf(log)).toMatchObject([{ type: end }]);
        expect(completedOf(tasksAfter(log)).toSorted()).toEqual(expected.toSorted());
      }),
      { numRuns: 200 },
    );
  });

  it('does not end while one of its tasks is open', () => {
    fc.assert(
      fc.property(graphs(...good, ...bad), seed, (tasks, chance) => {
        const log = simulateWorkflow(tasks, { seed: chance });
        const end = log.findIndex(({ type }) => ends.includes(type));
        const atTheEnd = tasksAfter(log.slice(0, end));
        expect(atTheEnd).toHaveLength(tasks.length);
        expect(atTheEnd.filter((task) => !hasEnded(task))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('carries out what is added at any moment before its end, and ends after that', () => {
    const added = fc.record({ from: fc.nat({ max: 8 }), after: fc.integer({ min: 1, max: 60 }) });
    let carriedOut = 0;
    fc.assert(
      fc.property(inOrder(...good, ...bad), seed, added, (tasks, chance, { from, after }) => {
        const first = tasks.slice(0, Math.max(1, from));
        const later = tasks.slice(first.length);
        const log = simulateWorkflow(first, { seed: chance, added: { after, tasks: later } });
        const isAdded = log.some(({ type }) => type === 'workflow.extended');
        const all = isAdded ? tasks : first;
        if (isAdded) carriedOut += 1;
        const expected = completing(all);
        const end = expected.length === all.length ? 'workflow.completed' : 'workflow.failed';
        expect(endsOf(log)).toMatchObject([{ type: end }]);
        const known = tasksAfter(log);
        expect(known).toHaveLength(all.length);
        expect(known.filter((task) => !hasEnded(task))).toEqual([]);
        expect(completedOf(known).toSorted()).toEqual(expected.toSorted());
      }),
      { numRuns: 300 },
    );
    expect(carriedOut).toBeGreaterThan(50);
  });

  it('needs at each moment what a walk over all of its tasks finds', () => {
    const added = fc.record({ from: fc.nat({ max: 8 }), after: fc.integer({ min: 1, max: 40 }) });
    const found = { nothing: 0, missing: 0, hopeless: 0, end: 0 };
    fc.assert(
      fc.property(inOrder(...good, ...bad), seed, added, (tasks, chance, { from, after }) => {
        const first = tasks.slice(0, Math.max(1, from));
        const later = { after, tasks: tasks.slice(first.length) };
        const board = createTaskBoard();
        for (const event of simulateWorkflow(first, { seed: chance, added: later })) {
          board.apply(event);
          const workflow = board.workflow('W');
          if (workflow === undefined) continue;
          const needs = needsOf(workflow);
          found[needs.kind] += 1;
          expect(outstanding(workflow, board).map(({ command }) => command.type)).toEqual(
            needs.commands,
          );
        }
      }),
      { numRuns: 200 },
    );
    for (const times of Object.values(found)) expect(times).toBeGreaterThan(50);
  });

  it('leaves no task open when it is cancelled at any moment', () => {
    const moment = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(graphs(...good, ...bad), seed, moment, (tasks, chance, cancelAfter) => {
        const log = simulateWorkflow(tasks, { seed: chance, cancelAfter });
        expect(endsOf(log)).toHaveLength(1);
        expect(tasksAfter(log).filter((task) => !hasEnded(task))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

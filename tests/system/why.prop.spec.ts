/**
 * Guards promise 4, "everything can be explained": what `why` names is what keeps the task. Taken away, the task goes on;
 * as long as it is there, it does not.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CauseView } from '../../services/monitoring/src/why/why-views.ts';
import { createWorld, planTaskIdOf, type World, type WorldTask } from './why-world.ts';

const ids = ['T1', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'T8'];
const pathSets = [[], [], ['src/a/**'], ['src/a/x.ts'], ['src/b.ts'], ['src/**'], ['docs/**']];

const plans: fc.Arbitrary<readonly WorldTask[]> = fc.tuple(
  ...ids.map((id, index) =>
    fc.record({
      id: fc.constant(id),
      dependencies: fc.subarray(ids.slice(0, index), { maxLength: Math.min(2, index) }),
      paths: fc.constantFrom(...pathSets),
      priority: fc.constantFrom(
        'critical' as const,
        'high' as const,
        'medium' as const,
        'low' as const,
      ),
    }),
  ),
);

type Step = (world: World, id: string) => void;
const moves: Readonly<Record<string, Step>> = {
  assign: (world) => world.assign(),
  finish: (world, id) => {
    world.assign();
    world.finish(id);
  },
  retry: (world, id) => {
    world.assign();
    world.retry(id, 60_000);
  },
  escalate: (world, id) => {
    if (world.stateOf(id) === 'running') world.remove(id, 'escalated');
  },
  pause: (world, id) => world.pauseTask(id, true),
  resume: (world, id) => world.pauseTask(id, false),
  pauseAll: (world) => world.pauseWorkflow(true),
  resumeAll: (world) => world.pauseWorkflow(false),
  wait: (world) => world.wait(20_000),
};

const runs = fc.record({
  tasks: plans,
  cap: fc.integer({ min: 1, max: 4 }),
  steps: fc.array(
    fc.record({ move: fc.constantFrom(...Object.keys(moves)), id: fc.constantFrom(...ids) }),
    { maxLength: 30 },
  ),
});

function takeAway(world: World, id: string, { code, by }: CauseView): void {
  const named = by.map(planTaskIdOf);
  if (code === 'task-paused') world.pauseTask(id, false);
  else if (code === 'workflow-paused') world.pauseWorkflow(false);
  else if (code === 'backing-off') world.wait(60_000);
  else for (const one of named) world.remove(one, 'completed');
}

const waitsInQueue = (world: World, id: string) =>
  ['created', 'queued'].includes(world.stateOf(id));

/** Takes away all that is named, again and again, since what goes on by it may take the place. @returns the codes */
function untilReady(world: World, id: string): readonly string[] {
  const met: string[] = [];
  for (let round = 0; waitsInQueue(world, id); round++) {
    const causes = world.causes(id);
    met.push(...causes.map(({ code }) => code));
    world.look();
    expect(waitsInQueue(world, id), 'it goes on although its causes are there').toBe(true);
    for (const cause of causes) takeAway(world, id, cause);
    world.look();
    const still = `${id} still waits: ${JSON.stringify(world.causes(id))}`;
    expect(round, still).toBeLessThan(ids.length + 1);
  }
  return met;
}

function untilAssigned(world: World, id: string): readonly string[] {
  const met: string[] = [];
  for (let round = 0; world.stateOf(id) === 'ready'; round++) {
    const causes = world.causes(id);
    const codes = causes.map(({ code }) => code);
    met.push(...codes);
    if (!codes.includes('assigning')) {
      world.assign();
      expect(world.stateOf(id), 'it is given away although its causes are there').toBe('ready');
      for (const cause of causes) takeAway(world, id, cause);
    }
    world.assign();
    const still = `${id} is still ready: ${JSON.stringify(world.causes(id))}`;
    expect(round, still).toBeLessThan(ids.length);
  }
  return met;
}

/** @returns the codes that were met: a run that met none of them is no proof */
function overRandomRuns(check: (world: World, id: string) => readonly string[]): string[] {
  const met = new Set<string>();
  fc.assert(
    fc.property(runs, ({ tasks, cap, steps }) => {
      const world = createWorld(tasks, cap);
      for (const { move, id } of steps) moves[move]?.(world, id);
      for (const id of ids) for (const code of check(world, id)) met.add(code);
    }),
    { numRuns: 300 },
  );
  return [...met].toSorted();
}

describe('the causes that `why` names', () => {
  it('keep a task from being ready, and nothing else does', () => {
    expect(overRandomRuns(untilReady)).toEqual([
      'backing-off',
      'dependency',
      'line-full',
      'path-locked',
      'task-paused',
      'workflow-paused',
    ]);
  });

  it('keep a ready task from an agent, and nothing else does', () => {
    expect(overRandomRuns(untilAssigned)).toEqual([
      'agents-busy',
      'assigning',
      'task-paused',
      'workflow-paused',
    ]);
  });
});

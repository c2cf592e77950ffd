import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { formatDuration } from './format-duration.ts';
import { findCycle } from './graph.ts';
import { parsePlan } from './parse-plan.ts';
import type { PlanTask } from './plan.ts';
import { acyclicTasks } from './testing/task-graphs.ts';
import { tenTasksYaml } from './testing/ten-tasks.ts';

const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .map((value) => `x${value.trim()}`);
const texts = fc.array(text, { maxLength: 3 });

const checks = fc.oneof(
  fc.constantFrom('none' as const, 'found' as const),
  fc.uniqueArray(text, { minLength: 1, maxLength: 3 }),
  fc.uniqueArray(fc.record({ name: text, run: text }), {
    minLength: 1,
    maxLength: 3,
    selector: ({ name }) => name,
  }),
);

/** All but what the graph says. */
const furtherFields = fc.record(
  {
    name: text,
    description: text,
    skills: texts,
    priority: fc.constantFrom(
      'critical' as const,
      'high' as const,
      'medium' as const,
      'low' as const,
    ),
    paths: fc.array(fc.constantFrom('src/', 'a/**/*.ts', '[ab]?', '{x,y}/z'), { maxLength: 3 }),
    checks,
    acceptance: texts,
    onFailure: fc.constantFrom('escalate' as const, 'fail' as const),
    agent: text,
    parallelGroup: text,
    run: text,
    timeoutMs: fc.integer({ min: 1, max: 900 }),
    category: text,
  },
  {
    requiredKeys: [
      'name',
      'description',
      'skills',
      'priority',
      'paths',
      'checks',
      'acceptance',
      'onFailure',
    ],
  },
);

const planTasks: fc.Arbitrary<readonly PlanTask[]> = acyclicTasks.chain((graph) =>
  fc.tuple(
    ...graph.map((task) => furtherFields.map((fields): PlanTask => ({ ...fields, ...task }))),
  ),
);

/** A task as somebody writes it. */
const written = ({
  planTaskId,
  estimateMs,
  parallelGroup,
  timeoutMs,
  onFailure,
  ...same
}: PlanTask): object => ({
  id: planTaskId,
  estimated_time: formatDuration(estimateMs),
  ...(parallelGroup === undefined ? {} : { parallel_group: parallelGroup }),
  ...(timeoutMs === undefined ? {} : { timeout: formatDuration(timeoutMs) }),
  on_failure: onFailure,
  ...same,
});

describe('parsePlan', () => {
  it('reads back every plan that is written in YAML or JSON', () => {
    fc.assert(
      fc.property(planTasks, fc.constantFrom(stringify, JSON.stringify), (tasks, write) => {
        fc.pre(tasks.length > 0);
        const plan = { name: 'N', goal: 'G', tasks };
        const reading = parsePlan(write({ ...plan, tasks: tasks.map(written) }), { fileName: 'x' });
        expect(reading).toMatchObject({ ok: true, plan });
      }),
    );
  });

  it('answers any text with a plan that keeps its promises, or with problems that say something', () => {
    const seen = { plans: 0, refusals: 0 };
    fc.assert(
      fc.property(damagedText, (damaged) => {
        const reading = parsePlan(damaged, { fileName: 'x.yaml' });
        seen[reading.ok ? 'plans' : 'refusals'] += 1;
        if (reading.ok) expectPromises(reading.plan.tasks);
        else
          expect(
            reading.problems.every(({ message }) => message.endsWith('.') || message.endsWith('?')),
          ).toBe(true);
        expect(reading.ok || reading.problems.length > 0).toBe(true);
      }),
      { numRuns: 300 },
    );
    expect(Math.min(seen.plans, seen.refusals)).toBeGreaterThan(20);
  });
});

/** The worked example with a few pieces cut out or put in. */
const damagedText = fc
  .array(
    fc.record({
      at: fc.nat({ max: tenTasksYaml.length }),
      cut: fc.nat({ max: 6 }),
      put: fc.constantFrom(
        '',
        ' ',
        '\n',
        'T1',
        '- ',
        ': ',
        '[',
        '}',
        '"',
        '*',
        '&a ',
        '#',
        '0',
        '|',
        '<<: ',
      ),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((damages) =>
    damages.reduce(
      (whole, { at, cut, put }) => whole.slice(0, at) + put + whole.slice(at + cut),
      tenTasksYaml,
    ),
  );

const expectPromises = (tasks: readonly PlanTask[]): void => {
  const ids = new Set(tasks.map((task) => task.planTaskId));
  expect(ids.size).toBe(tasks.length);
  expect(tasks.length).toBeGreaterThan(0);
  expect(tasks.flatMap((task) => task.dependencies).every((id) => ids.has(id))).toBe(true);
  expect(findCycle(tasks)).toBeUndefined();
};

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { formatDuration } from '../format-duration.ts';
import { parsePlan } from '../parse-plan.ts';
import type { Check, Plan, PlanTask } from '../plan.ts';
import { acyclicTasks } from '../testing/task-graphs.ts';

/**
 * Any plan that a list can carry is the same plan in YAML, JSON and Markdown. A list carries names and sentences of
 * plain words; in lists and in brackets they may hold anything.
 */

const word = fc.stringMatching(/^[a-z]{1,6}$/u);
const sentence = fc
  .array(word, { minLength: 1, maxLength: 4 })
  .map((words) => `So ${words.join(' ')}.`);
const anyText = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 10 })
  .map((value) => `x${value.trim()}`);
const texts = fc.array(anyText, { maxLength: 3 });

const check: fc.Arbitrary<Check> = fc.oneof(
  fc.record({ name: anyText, run: anyText }),
  fc.record({ coverage: fc.nat({ max: 100 }) }),
  fc.record({ audit: fc.constantFrom('low' as const, 'critical' as const) }),
  fc.record({ licences: fc.array(anyText, { minLength: 1, maxLength: 2 }) }),
);
const nameOf = (one: Check): string =>
  typeof one === 'object' && 'name' in one ? one.name : (Object.keys(one)[0] ?? '');

const furtherFields = fc.record(
  {
    name: sentence,
    description: fc.oneof(fc.constant(''), sentence),
    skills: texts,
    priority: fc.constantFrom('critical' as const, 'low' as const),
    paths: fc.array(fc.constantFrom('src/', 'a/**/*.ts', '[ab]?', '{x,y}/z'), { maxLength: 3 }),
    checks: fc.oneof(
      fc.constantFrom('none' as const, 'found' as const),
      fc.uniqueArray(check, { minLength: 1, maxLength: 3, selector: nameOf }),
    ),
    acceptance: texts,
    onFailure: fc.constantFrom('escalate' as const, 'fail' as const),
    run: anyText,
    agent: word,
    timeoutMs: fc.integer({ min: 1, max: 900 }),
    deadline: fc.integer({ min: 1, max: 900 }).map((afterMs) => ({ afterMs })),
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

const plans: fc.Arbitrary<Plan> = acyclicTasks
  .filter((graph) => graph.length > 0)
  .chain((graph) =>
    fc.record({
      name: sentence,
      goal: sentence,
      tasks: fc.tuple(
        ...graph.map((task) => furtherFields.map((fields): PlanTask => ({ ...fields, ...task }))),
      ),
    }),
  );

/** A task as somebody writes it in YAML. */
const written = (task: PlanTask): Readonly<Record<string, unknown>> => {
  const { planTaskId, estimateMs, timeoutMs, onFailure, deadline, ...same } = task;
  return {
    id: planTaskId,
    estimated_time: formatDuration(estimateMs),
    on_failure: onFailure,
    ...(timeoutMs === undefined ? {} : { timeout: formatDuration(timeoutMs) }),
    ...(deadline === undefined || 'at' in deadline
      ? {}
      : { deadline: formatDuration(deadline.afterMs) }),
    ...same,
  };
};

const asValues = ({ tasks, ...plan }: Plan): object => ({ ...plan, tasks: tasks.map(written) });

const asMarkdown = ({ name, goal, tasks }: Plan): string => {
  const items = tasks.flatMap((task, index) => {
    const { name: title, description, ...keys } = written(task);
    const lines = Object.entries(keys).map(([key, value]) => `   - ${key}: ${asValue(value)}`);
    return [`${index + 1}. ${String(title)}`, `   ${String(description)}`, ...lines];
  });
  return [`# ${name}`, '', goal, '', ...items].join('\n');
};

/** Words as they are, everything else as JSON. */
const asValue = (value: unknown): string =>
  typeof value === 'string' && /^[\w ]+$/u.test(value) ? value : JSON.stringify(value);

describe('a plan', () => {
  it('is the same in YAML, in JSON and as a list in Markdown', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        for (const text of [stringify(asValues(plan)), JSON.stringify(asValues(plan))])
          expect(parsePlan(text, { fileName: 'x' })).toMatchObject({ ok: true, plan });
        expect(parsePlan(asMarkdown(plan), { fileName: 'x.md' })).toMatchObject({ ok: true, plan });
      }),
      { numRuns: 40 },
    );
  });

  it('in any text is answered with tasks or with problems that have a place in it', () => {
    const seen = { plans: 0, refusals: 0 };
    const piece = fc.constantFrom(
      '1. ',
      '2. ',
      '- ',
      '- [x] ',
      '- [ ] ',
      '# ',
      '  ',
      '\t',
      '\n',
      '\n',
      '\r\n',
      '\n\n',
      '```',
      '---',
      'a',
      'b c',
      ' (2h)',
      ' (after 1)',
      'depends on: ',
      '1, 2',
      'T1',
      'run: x',
      'checks:',
      'acceptance:',
      '<!--',
      '-->',
      '**',
      '`',
      '[',
      ']',
      '{',
      '"',
      ':',
      'id: T1',
      'tasks:',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const text = `- a${pieces.join('')}`;
        const reading = parsePlan(text, { fileName: 'x.md' });
        seen[reading.ok ? 'plans' : 'refusals'] += 1;
        const lines = text.split(/\r\n|\r|\n/u);
        if (reading.ok) return;
        for (const { line, column } of reading.problems) {
          if (line === undefined) continue;
          expect(lines[line - 1]).toBeDefined();
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
        }
      }),
      { numRuns: 500 },
    );
    expect(Math.min(seen.plans, seen.refusals)).toBeGreaterThan(20);
  });

  it('of ten thousand tasks is read, and one of more than twenty thousand is refused with its number', () => {
    const items = (count: number): string =>
      Array.from({ length: count }, (_, index) => `${index + 1}. Task`).join('\n');
    const read = parsePlan(items(10_000), {});
    expect(read.ok && read.plan.tasks.at(-1)?.dependencies).toEqual(['T9999']);
    expect(parsePlan(items(20_001), {})).toMatchObject({
      ok: false,
      problems: [
        {
          code: 'too-many-tasks',
          message: 'The plan has 20001 tasks; a plan may have 20000: divide it.',
        },
      ],
    });
  });
});

import { z } from 'zod';
import { parseDuration } from './parse-duration.ts';
import { undecidableBecause } from './path-globs.ts';
import type { PlanProblemCode } from './plan-problem.ts';

/**
 * The keys that a plan may have and what their values must be. Messages end the sentence "Task T1: key …"; the code of
 * a problem travels in the issue's `params`. What concerns two tasks at once is in plan-rules.ts.
 */

/** What a failed `refine` reports; `message` is handed the value. */
const otherwise = (code: PlanProblemCode, message: (input: unknown) => string) => ({
  error: (issue: { readonly input?: unknown }) => message(issue.input),
  params: { code },
});

const text = z
  .string()
  .trim()
  .refine(
    (value) => value !== '',
    otherwise('empty-value', () => 'must not be empty'),
  );

// It stands in commands (`atms task logs T3`), in lists and in messages.
const taskId = text.refine(
  (id) => /^(?!-)[^\s\p{C}]*$/u.test(id),
  otherwise(
    'bad-id',
    (id) => `must have no white space and no leading dash; it is "${String(id)}"`,
  ),
);

const durationRule = 'must be a duration with units such as 90s, 30m, 2h or 1h30m';

const duration = z
  .union([z.string(), z.number()], { error: durationRule })
  .refine(
    (value) => typeof value === 'string' && parseDuration(value) !== undefined,
    otherwise('bad-duration', (value) => `${durationRule}, not ${durationAsWritten(value)}`),
  )
  .transform((value) => parseDuration(String(value)) ?? 0);

const durationAsWritten = (value: unknown): string =>
  typeof value === 'number'
    ? `the bare number ${value} (is it ${value}s, ${value}m or ${value}h?)`
    : `"${String(value)}"`;

const timeout = duration.refine(
  (ms) => ms > 0,
  otherwise('bad-duration', () => 'must be longer than zero'),
);

const pathPattern = z.string().refine(
  (pattern) => undecidableBecause(pattern) === undefined,
  otherwise(
    'bad-path',
    (pattern) => `${undecidableBecause(String(pattern)) ?? ''}; it is "${String(pattern)}"`,
  ),
);

const scriptName = text.refine(
  (name) => name !== 'none' && name !== 'found',
  otherwise(
    'bad-value',
    (name) => `is no npm script: write \`checks: ${String(name)}\`, without a list`,
  ),
);

const namedCheck = z.strictObject({ name: text, run: text });

const checkList = z
  .array(
    z.union([scriptName, namedCheck], {
      error: 'must be the name of an npm script or {name, run}',
    }),
  )
  .refine(
    (checks) => checks.length > 0,
    otherwise(
      'empty-value',
      () => 'must not be an empty list: write `none` for no checks, or `found`',
    ),
  );

const checkMapping = z
  .record(text, text)
  .refine(
    (checks) => Object.keys(checks).length > 0,
    otherwise(
      'empty-value',
      () => 'must not be an empty mapping: write `none` for no checks, or `found`',
    ),
  )
  .transform((checks) => Object.entries(checks).map(([name, run]) => ({ name, run })));

const checks = z
  .union([z.enum(['none', 'found']), checkList, checkMapping], {
    error: 'must be none, found, a list such as [test, lint], or a mapping of names to commands',
  })
  .refine(
    (value) => duplicateCheck(value) === undefined,
    otherwise('duplicate-check', () => 'must name each check once'),
  );

const duplicateCheck = (
  value: string | readonly (string | { readonly name: string })[],
): string | undefined => {
  const names =
    typeof value === 'string'
      ? []
      : value.map((check) => (typeof check === 'string' ? check : check.name));
  return names.find((name, index) => names.indexOf(name) !== index);
};

const onFailure = z.enum(['escalate', 'fail']);
const texts = z.array(text).default([]);

export const taskSchema = z.strictObject({
  id: taskId,
  name: text,
  description: z.string().trim().default(''),
  estimated_time: duration.default(0),
  dependencies: texts,
  agent: z.exactOptional(text),
  skills: texts,
  priority: z.enum(['critical', 'high', 'medium', 'low']).default('medium'),
  parallel_group: z.exactOptional(text),
  paths: z.array(pathPattern).default([]),
  run: z.exactOptional(text),
  checks: z.exactOptional(checks),
  acceptance: texts,
  timeout: z.exactOptional(timeout),
  category: z.exactOptional(text),
  on_failure: z.exactOptional(onFailure),
});

export const planSchema = z.strictObject({
  name: z.exactOptional(text),
  goal: z.exactOptional(text),
  description: z.exactOptional(text),
  prepare: z.exactOptional(text),
  checks: z.exactOptional(checks),
  on_failure: z.exactOptional(onFailure),
  tasks: z.array(taskSchema).default([]),
});

/** A plan as it is written, checked key by key. */
export type WrittenPlan = z.output<typeof planSchema>;
export type WrittenTask = z.output<typeof taskSchema>;

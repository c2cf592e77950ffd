import { z } from 'zod';
import { checks } from './check-schema.ts';
import { parseDuration } from './parse-duration.ts';
import { undecidableBecause } from './path-globs.ts';
import { readDeadline } from './read-deadline.ts';
import { longestPath, otherwise, text, textUpTo } from './schema-values.ts';

/**
 * The keys that a plan may have and what their values must be. Messages end the sentence "Task T1: key …"; the code of
 * a problem travels in the issue's `params`; the descriptions stand in the JSON Schema that editors read. What concerns
 * two tasks at once is in plan-rules.ts.
 */

// It stands in commands (`atms task logs T3`), in lists and in messages.
const taskId = textUpTo(200).refine(
  (id) => /^(?!-)[^\s\p{C}]*$/u.test(id),
  otherwise(
    'bad-id',
    (id) => `must have no white space and no leading dash; it is "${String(id)}"`,
  ),
);

const durationPattern = String.raw`^\s*(?=\d)(\d+(\.\d+)?(d|h|ms|m|s)\s*)+$`;
const durationRule = 'must be a duration with units such as 90s, 30m, 2h or 1h30m';

const duration = z
  .union([z.string(), z.number()], { error: durationRule })
  .refine(
    (value) => typeof value === 'string' && parseDuration(value) !== undefined,
    otherwise('bad-duration', (value) => `${durationRule}, not ${durationAsWritten(value)}`),
  )
  .transform((value) => parseDuration(String(value)) ?? 0)
  // A number is taken only to be refused in better words.
  .meta({ type: 'string', pattern: durationPattern });

const durationAsWritten = (value: unknown): string =>
  typeof value === 'number'
    ? `the bare number ${value} (is it ${value}s, ${value}m or ${value}h?)`
    : `"${String(value)}"`;

const timeout = duration.refine(
  (ms) => ms > 0,
  otherwise('bad-duration', () => 'must be longer than zero'),
);

const deadlineRule =
  'must be an instant with its time zone such as 2026-12-01T18:00:00Z, or a time from the request such as 4h';

const deadline = z
  .string({ error: deadlineRule })
  .refine(
    (value) => readDeadline(value) !== undefined,
    otherwise('bad-deadline', (value) => `${deadlineRule}, not "${String(value)}"`),
  )
  .transform((value) => readDeadline(value) ?? { afterMs: 0 });

const pathPattern = z
  .string()
  .refine(
    (pattern) => undecidableBecause(pattern) === undefined,
    otherwise(
      'bad-path',
      (pattern) => `${undecidableBecause(String(pattern)) ?? ''}; it is "${String(pattern)}"`,
    ),
  )
  .refine(
    (pattern) => pattern.length <= longestPath,
    otherwise('too-long', () => `must have at most ${longestPath} characters`),
  );

const onFailure = z.enum(['escalate', 'fail']);
const texts = z.array(text).default([]);

export const taskSchema = z.strictObject({
  id: taskId.describe('Unique in the plan, for example T1; no white space, no leading dash.'),
  name: textUpTo(400).describe('What the task is called, in a few words.'),
  description: z
    .string()
    .trim()
    .default('')
    .refine(
      (value) => value.length <= 16_000,
      otherwise('too-long', () => 'must have at most 16000 characters'),
    )
    .describe('What is to be done, for the agent that does it.'),
  estimated_time: duration
    .default(0)
    .describe('How long it takes, for example 90s, 30m, 2h or 1h30m. Forecasts need it.'),
  dependencies: texts.describe('Ids of the tasks that must be completed before this one begins.'),
  agent: z
    .exactOptional(text)
    .describe('The kind of agent, or a skill that stands for one, that has to do it.'),
  skills: texts.describe('What the agent must be able to do.'),
  priority: z
    .enum(['critical', 'high', 'medium', 'low'])
    .default('medium')
    .describe('Which of the tasks that could begin comes first.'),
  parallel_group: z.exactOptional(text).describe('A name for tasks that belong together.'),
  paths: z
    .array(pathPattern)
    .default([])
    .describe(
      'Patterns of the files that the task may write, for example src/auth/**. Tasks whose paths overlap do not run at the same time.',
    ),
  run: z.exactOptional(text).describe('A shell command that does the task.'),
  checks: z
    .exactOptional(checks)
    .describe('What the result must pass; without it, what the plan says for all tasks.'),
  acceptance: texts.describe('What must be true in the end, in sentences.'),
  timeout: z
    .exactOptional(timeout)
    .describe('How long one attempt may take, for example 20m. Then it is ended.'),
  deadline: z
    .exactOptional(deadline)
    .describe(
      'When it should be done: an instant such as 2026-12-01T18:00:00Z, or a time from the request such as 4h.',
    ),
  category: z.exactOptional(text).describe('A word of your own to sort tasks by.'),
  on_failure: z
    .exactOptional(onFailure)
    .describe('When all attempts have failed: escalate (a person decides) or fail.'),
});

export const planSchema = z.strictObject({
  name: z
    .exactOptional(textUpTo(200))
    .describe('What the plan is called; its branch too. Without it, the name of the file.'),
  goal: z.exactOptional(text).describe('What all tasks together are for.'),
  description: z.exactOptional(text).describe('The same as goal.'),
  prepare: z
    .exactOptional(text)
    .describe('A shell command that makes a fresh checkout ready, for example npm ci.'),
  checks: z
    .exactOptional(checks)
    .describe('What the result of every task must pass that has no checks of its own.'),
  on_failure: z
    .exactOptional(onFailure)
    .describe('For every task without its own: when all attempts have failed, escalate or fail.'),
  deadline: z
    .exactOptional(deadline)
    .describe('For every task without its own: an instant, or a time from the request such as 4h.'),
  tasks: z.array(taskSchema).default([]).describe('The tasks, at least one, in any order.'),
});

/** A plan as it is written, checked key by key. */
export type WrittenPlan = z.output<typeof planSchema>;
export type WrittenTask = z.output<typeof taskSchema>;

import { z } from 'zod';
import type { PlanProblemCode } from './plan-problem.ts';

/** Values that several keys share. The lengths are those that the log takes. */

const longestText = 16_000;
export const longestPath = 4_096;

/** What a failed `refine` reports; `message` is handed the value. */
export const otherwise = (code: PlanProblemCode, message: (input: unknown) => string) => ({
  error: (issue: { readonly input?: unknown }) => message(issue.input),
  params: { code },
});

/** Not empty. */
export const textUpTo = (longest: number) =>
  z
    .string()
    .trim()
    .refine(
      (value) => value !== '',
      otherwise('empty-value', () => 'must not be empty'),
    )
    .refine(
      (value) => value.length <= longest,
      otherwise('too-long', () => `must have at most ${longest} characters`),
    )
    .meta({ minLength: 1, maxLength: longest });

export const text = textUpTo(longestText);

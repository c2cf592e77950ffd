import type { z } from 'zod';
import { isMapping } from './mapping.ts';
import { nearestName } from './nearest-name.ts';
import { planSchema, taskSchema } from './plan-schema.ts';
import type { WrittenPlan } from './plan-schema.ts';
import type { PlanProblemCode, ValuePath, ValueProblem } from './plan-problem.ts';
import { placeInWords } from './place-in-words.ts';

type Issue = z.core.$ZodIssue;

export type SchemaReading =
  | { readonly ok: true; readonly written: WrittenPlan }
  | { readonly ok: false; readonly problems: readonly ValueProblem[] };

/** Holds a value against the schema; all that does not fit, in words. */
export const readBySchema = (value: unknown): SchemaReading => {
  const result = planSchema.safeParse(value, { reportInput: true, error: ruleInWords });
  if (result.success) return { ok: true, written: result.data };
  return {
    ok: false,
    problems: result.error.issues.flatMap((issue) => problemsOf(issue, [], value)),
  };
};

/** `around` is the path of the union whose branch the issue comes from. */
const problemsOf = (issue: Issue, around: ValuePath, value: unknown): readonly ValueProblem[] => {
  const path = [
    ...around,
    ...issue.path.map((part) => (typeof part === 'number' ? part : String(part))),
  ];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownKey(key, path, value));
  const meant = issue.code === 'invalid_union' ? meantBranch(issue.errors) : undefined;
  if (meant !== undefined) return meant.flatMap((inner) => problemsOf(inner, path, value));
  const code = codeOf(issue);
  if (code === 'missing-key') return [missingKey(path, value)];
  return [{ code, path, message: `${placeInWords(path, value)} ${issue.message}.` }];
};

/**
 * The one branch of a union whose kind of value was written, so that its own problems say more than the union's. Of
 * several kinds of mapping the one whose keys were written, if one fits better than all others.
 */
const meantBranch = (branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined => {
  const sameKind = branches
    .filter((issues) => !issues.some(isOfAnotherKind))
    .toSorted((one, other) => wrongKeys(one) - wrongKeys(other));
  const [first, second] = sameKind;
  if (first === undefined || second === undefined) return first;
  return wrongKeys(first) < wrongKeys(second) ? first : undefined;
};

const wrongKeys = (issues: readonly Issue[]): number =>
  issues.reduce((sum, issue) => {
    if (issue.code === 'unrecognized_keys') return sum + issue.keys.length;
    return issue.input === undefined ? sum + 1 : sum;
  }, 0);

const isOfAnotherKind = (issue: Issue): boolean =>
  issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');

const codeOf = (issue: Issue): PlanProblemCode => {
  if (issue.code === 'custom')
    return (issue.params as { code?: PlanProblemCode } | undefined)?.code ?? 'bad-value';
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'missing-key';
  return issue.code === 'invalid_value' && typeof issue.input === 'string'
    ? 'bad-value'
    : 'wrong-type';
};

const missingKey = (path: ValuePath, value: unknown): ValueProblem => {
  const around = path.slice(0, -1);
  const message = `${placeInWords(around, value)} has no \`${String(path.at(-1))}\`: add it.`;
  return { code: 'missing-key', path: around, message };
};

const unknownKey = (key: string, path: ValuePath, value: unknown): ValueProblem => {
  const known = knownKeys(path);
  const nearest = nearestName(key, known);
  const advice =
    nearest === undefined ? `known are ${known.join(', ')}` : `did you mean \`${nearest}\`?`;
  const message = `${placeInWords(path, value)} has an unknown key \`${key}\`: ${advice}${nearest === undefined ? '.' : ''}`;
  return { code: 'unknown-key', path, key, message };
};

const knownKeys = (path: ValuePath): readonly string[] => {
  if (path.length === 0) return Object.keys(planSchema.shape);
  return path.length === 2 && path[0] === 'tasks' ? Object.keys(taskSchema.shape) : checkKeys;
};

const checkKeys = ['name', 'run', 'report', 'coverage', 'audit', 'licences'];

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

/** Zod's own messages speak of types; these speak of what is written. Messages given in the schema come first. */
const ruleInWords = (issue: z.core.$ZodRawIssue): string | undefined => {
  if (issue.code === 'invalid_type') {
    const wanted = kinds[issue.expected] ?? issue.expected;
    return `must be ${wanted}, not ${kindOf(issue.input)}${wanted === 'text' ? quotesAdvice(issue.input) : ''}`;
  }
  if (issue.code !== 'invalid_value') return undefined;
  const allowed = issue.values.map(String);
  const nearest = typeof issue.input === 'string' ? nearestName(issue.input, allowed) : undefined;
  const advice = nearest === undefined ? '' : ` (did you mean ${nearest}?)`;
  return `must be one of ${allowed.join(', ')}, not ${kindOf(issue.input)}${advice}`;
};

const kindOf = (value: unknown): string => {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (isScalar(value)) return `the ${typeof value} ${value}`;
  return typeof value === 'string' ? `"${value}"` : 'a mapping';
};

/** What YAML reads as something else although it looks like text. */
const quotesAdvice = (value: unknown): string => {
  if (isScalar(value)) return ` (write "${value}" in quotes)`;
  return isMapping(value) ? ' (a text with ": " in it must stand in quotes)' : '';
};

const isScalar = (value: unknown): value is number | boolean =>
  typeof value === 'number' || typeof value === 'boolean';

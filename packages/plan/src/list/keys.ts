import { nearestName } from '../nearest-name.ts';
import { parseDuration } from '../parse-duration.ts';
import { planSchema, taskSchema } from '../plan-schema.ts';

/** How people write the keys of a plan in a list: `depends on`, `Estimate`, `**Acceptance criteria**`. */
const otherNames: Readonly<Record<string, string>> = {
  estimate: 'estimated_time',
  estimated: 'estimated_time',
  duration: 'estimated_time',
  depends_on: 'dependencies',
  depends: 'dependencies',
  dependency: 'dependencies',
  after: 'dependencies',
  blocked_by: 'dependencies',
  requires: 'dependencies',
  skill: 'skills',
  path: 'paths',
  files: 'paths',
  check: 'checks',
  accept: 'acceptance',
  accepted_when: 'acceptance',
  acceptance_criteria: 'acceptance',
  done_when: 'acceptance',
  command: 'run',
  group: 'parallel_group',
  due: 'deadline',
  title: 'name',
};

const taskKeys: readonly string[] = Object.keys(taskSchema.shape);
const planKeys: readonly string[] = Object.keys(planSchema.shape).filter((key) => key !== 'tasks');

/** Keys whose value is a list; several of them in one task are put together. */
export const listKeys: ReadonlySet<string> = new Set([
  'dependencies',
  'skills',
  'paths',
  'acceptance',
]);

export interface KeyLine {
  /** As the plan schema calls it. */
  readonly key: string;
  /** As it is written. */
  readonly written: string;
  readonly value: string;
}

const keyLine =
  /^(?:\*\*|__|`)?([a-z][a-z _-]{0,30}?)(?:\*\*|__|`)?[ \t]*:(?:\*\*|__)?(?:[ \t]+(.*))?$/isu;

/** `depends on: 1` of a task; undefined when the line is a sentence, or its key none of ours. */
export const readTaskKey = (text: string): KeyLine | undefined => {
  const read = readKey(text, taskKeys);
  if (read !== undefined) return read;
  const [, command] = /^run[ \t]+`([^`]+)`\.?$/iu.exec(text) ?? [];
  if (command !== undefined) return { key: 'run', written: 'run', value: command };
  const [, written, references] =
    /^(depends on|blocked by|requires|after)[ \t]+(.+)$/iu.exec(text) ?? [];
  return written !== undefined && references !== undefined && areReferences(references)
    ? { key: 'dependencies', written, value: references }
    : undefined;
};

export const readPlanKey = (text: string): KeyLine | undefined => readKey(text, planKeys);

const readKey = (text: string, known: readonly string[]): KeyLine | undefined => {
  const [, written, value = ''] = keyLine.exec(text) ?? [];
  if (written === undefined) return undefined;
  const plain = written.trim().toLowerCase().replaceAll(/[ -]+/gu, '_');
  const key = otherNames[plain] ?? plain;
  return known.includes(key) ? { key, written: written.trim(), value: value.trim() } : undefined;
};

const shortestGuess = 5;

/** The key that a line most likely means which is none: short ones resemble too much of what people write. */
export const mistypedKey = (
  text: string,
): { readonly written: string; readonly nearest: string } | undefined => {
  const written = keyLine.exec(text)?.[1]?.trim() ?? '';
  if (written.length < shortestGuess) return undefined;
  const plain = written.toLowerCase().replaceAll(/[ -]+/gu, '_');
  const names = [...taskKeys, ...Object.keys(otherNames)].filter(
    (name) => name.length >= shortestGuess,
  );
  const nearest = nearestName(plain, names);
  return nearest === undefined ? undefined : { written, nearest };
};

const reference = /^(?:(?:task|step)[ \t]+)?#?[\w.-]*\d[\w.-]*$/iu;

/** `1, 2 and T4`: short words with a digit, and nothing else. */
export const areReferences = (text: string): boolean =>
  splitReferences(text).every((name) => reference.test(name) || /^(?:none|nothing)$/iu.test(name));

export const splitReferences = (text: string): readonly string[] =>
  text
    .split(/[,;&]|\band\b/iu)
    .map((name) => name.trim())
    .filter((name) => name !== '');

const unitWords: readonly (readonly [RegExp, string])[] = [
  [/\s*(?:days?)\b/giu, 'd'],
  [/\s*(?:hours?|hrs?)\b/giu, 'h'],
  [/\s*(?:minutes?|mins?)\b/giu, 'm'],
  [/\s*(?:seconds?|secs?)\b/giu, 's'],
];

/** `2 hours` as `2h`: in a sentence people write it so. Undefined for what is no duration even then. */
export const plainDuration = (text: string): string | undefined => {
  const short = unitWords.reduce((sum, [words, unit]) => sum.replaceAll(words, unit), text.trim());
  return parseDuration(short) === undefined ? undefined : short;
};

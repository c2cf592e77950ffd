/** What a person says of a task on the command line, read into what the commands ask for. */
import type { CommandPayload, TaskChanges } from '@atms/contracts';
import { AtmsError } from '@atms/eventsourcing';
import { parseDuration } from '@atms/plan';

export interface TaskFlags {
  readonly run?: string;
  readonly description?: string;
  readonly agent?: string;
  readonly category?: string;
  readonly skills?: string;
  readonly checks?: string;
  readonly acceptance?: readonly string[];
  readonly estimate?: string;
  readonly timeout?: string;
  readonly deadline?: string;
  readonly prepare?: string;
}

/** A task as a request to make it names it. */
export type NewTask = CommandPayload<'AddTasks'>['tasks'][number];

/**
 * What is not named is absent.
 * @param now a deadline such as `4h` counts from here
 * @throws AtmsError `usage` that names the option
 */
export function changesOf(flags: TaskFlags, now: Date): TaskChanges {
  const { run, description, agent, category, skills, checks, acceptance, prepare } = flags;
  return present({
    run,
    description,
    agent,
    category,
    prepare,
    acceptance: acceptance && [...acceptance],
    skills: skills === undefined ? undefined : listed(skills),
    checks: checks === undefined ? undefined : checksOf(checks),
    estimateMs: flags.estimate === undefined ? undefined : duration('--estimate', flags.estimate),
    timeoutMs: flags.timeout === undefined ? undefined : duration('--timeout', flags.timeout),
    deadline: flags.deadline === undefined ? undefined : deadlineOf(flags.deadline, now),
  });
}

/** `a, b` is two; an empty text is none. */
export function listed(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function checksOf(text: string): NonNullable<TaskChanges['checks']> {
  if (text === 'none' || text === 'found') return text;
  const names = listed(text);
  if (names.length > 0) return names;
  throw usage('--checks', text, "'none', 'found', or names of scripts such as 'test,lint'");
}

function duration(option: string, text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw usage(option, text, "a duration such as '90s', '2h' or '1h30m'");
}

function deadlineOf(text: string, now: Date): string {
  const afterMs = parseDuration(text);
  const zoned = /(?:Z|[+-]\d{2}:\d{2})$/u.test(text);
  const at =
    afterMs === undefined ? new Date(zoned ? text : '') : new Date(now.getTime() + afterMs);
  if (!Number.isNaN(at.getTime())) return at.toISOString();
  throw usage('--deadline', text, "an instant such as '2030-01-31T18:00:00Z', or '4h' from now");
}

function usage(option: string, text: string, wanted: string): AtmsError {
  return new AtmsError('usage', `${option} cannot be '${text}'; it takes ${wanted}`);
}

type Present<Values> = { [Name in keyof Values]?: Exclude<Values[Name], undefined> };

function present<Values extends object>(values: Values): Present<Values> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Present<Values>;
}

import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { AtmsError, hasCode, messageOf } from '@atms/eventsourcing';
import { parsePlan } from '@atms/plan';
import type { Plan, PlanProblem } from '@atms/plan';
import type { Place } from '../data-directory.ts';

/** What one command of the command line can take in. */
const largestPlanBytes = 8 * 1024 * 1024;

/**
 * @param file as the person named it; the problems name it the same way
 * @param place that a relative name is meant from
 * @throws AtmsError `not-found`, or `bad-plan` whose message has one line `file:line:column: problem` for each.
 */
export async function readPlan(file: string, place: Place): Promise<Plan> {
  const reading = parsePlan(await readText(file, place), { fileName: basename(file) });
  if (reading.ok) return reading.plan;
  const count = reading.problems.length;
  const heading = `${file} is not a plan that can be carried out: ${count} ${count === 1 ? 'problem' : 'problems'}`;
  const lines = reading.problems.map(
    (problem) => `  ${placeOf(problem, file)}: ${problem.message}`,
  );
  throw new AtmsError('bad-plan', [heading, ...lines].join('\n'), {
    fields: { problems: reading.problems },
  });
}

function placeOf({ line, column }: PlanProblem, file: string): string {
  return line === undefined ? file : `${file}:${line}:${column ?? 1}`;
}

async function readText(file: string, place: Place): Promise<string> {
  const bytes = await readFile(resolve(place.folder, file)).catch((error: unknown) => {
    throw unreadable(file, place, error);
  });
  if (bytes.length > largestPlanBytes) {
    throw new AtmsError(
      'bad-plan',
      `${file} has ${bytes.length} bytes; a plan may have ${largestPlanBytes}`,
    );
  }
  return bytes.toString('utf8');
}

function unreadable(file: string, { atms }: Place, cause: unknown): AtmsError {
  const hint = `Name a plan: ${atms} run PLAN.yaml`;
  if (hasCode(cause, 'ENOENT'))
    return new AtmsError('not-found', `There is no file ${file}. ${hint}`, { cause });
  if (hasCode(cause, 'EISDIR'))
    return new AtmsError('bad-plan', `${file} is a folder, not a plan. ${hint}`, { cause });
  return new AtmsError('bad-plan', `${file} cannot be read: ${messageOf(cause)}`, { cause });
}

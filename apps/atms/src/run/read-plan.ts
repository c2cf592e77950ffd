import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { AtmsError, hasCode, messageOf } from '@atms/eventsourcing';
import { looksLikeList, parsePlan } from '@atms/plan';
import type { Plan, PlanFormat, PlanProblem, TextOrigin } from '@atms/plan';
import type { Place } from '../data-directory.ts';
import { oneLine } from '../terminal.ts';

/** What one command of the command line can take in. */
const largestPlanBytes = 8 * 1024 * 1024;
const shownProblems = 20;

export interface ReadPlan {
  readonly plan: Plan;
  readonly format: PlanFormat;
  /** How a list was understood; one sentence each. */
  readonly notes: readonly string[];
}

/** What a plan is read from beside files. */
export type PlanInput = AsyncIterable<Uint8Array | string>;

/** The name that means standard input. */
export const standardInput = '-';

/**
 * @param named a file, `-` for standard input, or the text of a plan itself; the problems of a file name it the same way
 * @param place that a relative name is meant from
 * @throws AtmsError `not-found`, or `bad-plan` whose message has one line `file:line:column: problem` for each of the
 * first problems.
 */
export async function readPlan(
  named: string,
  place: Place,
  input: PlanInput = process.stdin,
): Promise<ReadPlan> {
  const { text, name, origin } = await readText(named, { place, input });
  const reading = parsePlan(text, origin);
  if (reading.ok) return reading;
  const { problems } = reading;
  const count = `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`;
  const lines = problems
    .slice(0, shownProblems)
    .map((problem) => `  ${placeOf(problem, name)}: ${problem.message}`);
  const more = problems.length - shownProblems;
  throw new AtmsError(
    'bad-plan',
    [
      `${name} is not a plan that can be carried out: ${count}`,
      ...lines,
      ...(more > 0 ? [`  and ${more} more`] : []),
    ].join('\n'),
    { fields: { problems } },
  );
}

function placeOf({ line, column }: PlanProblem, name: string): string {
  return line === undefined ? name : `${name}:${line}:${column ?? 1}`;
}

interface PlanText {
  readonly text: string;
  /** What the problems call it. */
  readonly name: string;
  readonly origin: TextOrigin;
}

interface Reading {
  readonly place: Place;
  readonly input: PlanInput;
}

async function readText(named: string, { place, input }: Reading): Promise<PlanText> {
  if (named === standardInput)
    return { text: decode(await readAll(input), 'The input'), name: 'stdin', origin: {} };
  if (/[\r\n]/.test(named)) return { text: named, name: 'text', origin: {} };
  try {
    const bytes = await readFile(resolve(place.folder, named));
    return { text: decode(bytes, named), name: named, origin: { fileName: basename(named) } };
  } catch (error) {
    const isText = hasCode(error, 'ENOENT') || hasCode(error, 'ENAMETOOLONG');
    if (isText && (looksLikeList(named) || named.trimStart().startsWith('{')))
      return { text: named, name: 'text', origin: {} };
    throw unreadable(named, place, error);
  }
}

/** Read no further than a plan may be long, whatever comes. */
async function readAll(input: PlanInput): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    chunks.push(Buffer.from(chunk));
    bytes += chunk.length;
    if (bytes > largestPlanBytes) break;
  }
  return Buffer.concat(chunks);
}

function decode(bytes: Uint8Array, what: string): string {
  if (bytes.length > largestPlanBytes) {
    throw new AtmsError(
      'bad-plan',
      `${what} is larger than a plan may be: ${largestPlanBytes} bytes`,
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new AtmsError('bad-plan', `${what} is no text in UTF-8, so it is no plan`, { cause });
  }
}

function unreadable(file: string, { atms }: Place, cause: unknown): AtmsError {
  if (cause instanceof AtmsError) return cause;
  const hint = `Name a plan: ${atms} run PLAN.yaml`;
  const shown = oneLine(file);
  if (hasCode(cause, 'ENOENT') || hasCode(cause, 'ENAMETOOLONG')) {
    const list = 'A plan can also be a list as text: every task begins with "1." or "-"';
    return new AtmsError('not-found', `There is no file ${shown}. ${hint}. ${list}`, { cause });
  }
  if (hasCode(cause, 'EISDIR'))
    return new AtmsError('bad-plan', `${shown} is a folder, not a plan. ${hint}`, { cause });
  return new AtmsError('bad-plan', `${shown} cannot be read: ${messageOf(cause)}`, { cause });
}

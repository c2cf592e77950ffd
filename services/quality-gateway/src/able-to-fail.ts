/**
 * Whether the tests can tell that the work was done: on the base with nothing but the attempt's tests, at least one of
 * them fails that does not fail on the attempt. That counts for tests that the attempt wrote and for those it found.
 */
import type { GateResult, TaskSpec } from '@atms/contracts';
import { atmsIdentity, type Repository } from '@atms/platform/git';
import { failsAnew, ranNothing } from './domain/base-comparison.ts';
import type { At, GateRuns, Ran } from './gate-runs.ts';
import { isTestGate } from './integrity/judging-gates.ts';
import { type Promised, promiseOf } from './integrity/promise.ts';
import { isCode, isTestFile } from './integrity/test-files.ts';
import type { CommandGate, GateOutcome } from './ports.ts';

export const ableToFailGate = 'able-to-fail';

export interface Tried {
  readonly runs: GateRuns;
  readonly git: Repository;
  readonly repository: string;
  readonly name: string;
  readonly base: At;
  readonly commit: string;
  readonly spec: TaskSpec;
  readonly changed: readonly string[];
  readonly gates: readonly CommandGate[];
  /** What came of these gates on the attempt, before it was seen against the base. */
  readonly ran: readonly Ran[];
  /** The same, after it. */
  readonly seen: readonly Ran[];
}

/** @returns nothing where there is nothing to show: no test gate, or a task that says nothing and changed no test */
export async function ableToFail(tried: Tried): Promise<readonly Shown[]> {
  const promised = promiseOf(tried.spec);
  const tests = tried.changed.filter(isTestFile);
  const gates = tried.gates.filter((gate) => gate.command !== undefined && isTestGate(gate));
  if (gates.length === 0 || (promised !== 'behaviour' && tests.length === 0)) return [];
  if (promised === 'none') return [without('the task promises no behaviour')];
  if (tried.seen.some(({ outcome: { status } }) => status === 'failed' || status === 'error')) {
    return [without('not run: a gate before it did not pass')];
  }
  const ran = gates.filter((gate) => isDone(tried, gate));
  if (ran.length === 0) return [unshown(promised, 'no test has run')];
  return [await tryWithout(tried, { promised, tests, gates: ran })];
}

type Shown = Pick<GateOutcome, keyof GateResult | 'leavesUnproven'>;

interface Trial {
  readonly promised: Promised;
  readonly tests: readonly string[];
  readonly gates: readonly CommandGate[];
}

async function tryWithout(tried: Tried, { promised, tests, gates }: Trial): Promise<Shown> {
  if (tried.changed.length === 0) return settled(promised, tests, 'nothing');
  if (tests.length === tried.changed.length) return settled(promised, tests, 'alone');
  const shown = await failsWithout(tried, tests, gates);
  if (shown === 'unknown') {
    return unshown(promised, 'the tests could not be run without the change, so nothing shows it');
  }
  return shown ? { ...empty, status: 'passed' } : settled(promised, tests, 'vacuous');
}

const empty: GateResult = { gate: ableToFailGate, status: 'skipped', durationMs: 0, findings: [] };

function without(reason: string): GateResult {
  return { ...empty, reason };
}

/** What was promised is not proven by tests of which nobody knows whether they can fail: a person decides. */
function unshown(promised: Promised, reason: string): Shown {
  return promised === 'behaviour' ? { ...without(reason), leavesUnproven: true } : without(reason);
}

function isDone({ seen }: Tried, wanted: CommandGate): boolean {
  const status = seen.find(({ gate }) => gate === wanted)?.outcome.status;
  return status === 'passed' || status === 'failed-before';
}

async function failsWithout(
  tried: Tried,
  tests: readonly string[],
  gates: readonly CommandGate[],
): Promise<boolean | 'unknown'> {
  const shown = await failsWith(tried, tests, gates);
  if (shown !== 'unknown') return shown;
  // What the base lacks to be prepared may be what the change brings beside its code: a lockfile, a manifest, settings.
  const besides = tried.changed.filter((path) => !isCode(path) || isTestFile(path));
  if (besides.length === tests.length || besides.length === tried.changed.length) return 'unknown';
  return (await failsWith(tried, besides, gates)) === true ? true : 'unknown';
}

/** The same of the base with nothing but these paths of the attempt. */
async function failsWith(
  tried: Tried,
  paths: readonly string[],
  gates: readonly CommandGate[],
): Promise<boolean | 'unknown'> {
  const { runs, repository, spec, name } = tried;
  const place = await treeWith(tried, paths);
  const at = { ...place, repository, spec, name: `${name}-without` };
  const outcomes = await runs.known(at, tried.gates, gates);
  let isOpen = false;
  for (const gate of gates) {
    const shown = await failsOf(tried, gate, outcomes.get(gate));
    if (shown === true) return true;
    isOpen ||= shown === 'unknown';
  }
  return isOpen ? 'unknown' : false;
}

/** Whether a gate shows without the change a failure that it does not show with it. */
async function failsOf(
  tried: Tried,
  gate: CommandGate,
  outcome: GateOutcome | undefined,
): Promise<boolean | 'unknown'> {
  const { runs, ran } = tried;
  const on = ran.find((one) => one.gate === gate)?.outcome;
  if (outcome === undefined || on === undefined) return 'unknown';
  const { status } = outcome;
  if (status === 'error') return (await endsByTests(tried, gate, outcome)) ? true : 'unknown';
  const now = await runs.withText(outcome);
  if (status === 'skipped' || ranNothing(now)) return 'unknown';
  return failsAnew(await runs.withText(on), now);
}

/** A script ends with 126 or 127 also when it is a test that runs a program which only the change brings along. */
async function endsByTests(
  { runs, base, gates }: Tried,
  gate: CommandGate,
  { reason = '' }: GateOutcome,
): Promise<boolean> {
  if (!/exit code 12[67]\b/.test(reason)) return false;
  const status = (await runs.known(base, gates, [gate])).get(gate)?.status;
  return status === 'passed' || status === 'failed';
}

/** The base with some of the attempt's files. The commit is only there to be checked out, and the same each time. */
async function treeWith({ git, base: { commit: base }, commit }: Tried, paths: readonly string[]) {
  const tree = await git.composeTree({ base, from: commit, paths });
  const at = '2000-01-01T00:00:00.000Z';
  const message = 'The tests without the change\n';
  const made = await git.commitTree({ tree, parents: [base], message, author: atmsIdentity, at });
  return { commit: made, tree };
}

const advice =
  'Write a test of what the task promises that fails without your change, and let it pass by the change.';
const wayOut =
  "If it is meant: give the task a category that promises no behaviour, such as 'refactoring', 'docs', 'tests' or 'removal'.";

function settled(
  promised: Promised,
  tests: readonly string[],
  why: 'nothing' | 'alone' | 'vacuous',
): GateResult {
  const [file] = tests;
  const rule = file === undefined ? 'untested' : 'vacuous';
  const said = {
    nothing: 'The attempt changed nothing',
    alone: 'The attempt changed tests alone, so they pass without any work',
    vacuous:
      file === undefined
        ? 'No test fails without the change, and the attempt wrote none'
        : 'The tests pass without the change as well',
  }[why];
  if (promised !== 'behaviour') return without(`${rule}, and not demanded: ${said}`);
  const finding = { gate: ableToFailGate, rule, message: `${said}. ${advice} ${wayOut}` };
  const findings = [file === undefined ? finding : { ...finding, file }];
  return { ...empty, status: 'failed', findings };
}

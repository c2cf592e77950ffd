/**
 * Whether the tests can tell that the work was done: on the base with nothing but the attempt's tests, at least one of
 * them fails that does not fail on the attempt. That counts for tests that the attempt wrote and for those it found.
 */
import type { GateResult, TaskSpec } from '@atms/contracts';
import { atmsIdentity, type Repository } from '@atms/platform/git';
import { failsAnew } from './domain/base-comparison.ts';
import type { GateRuns } from './gate-runs.ts';
import { isTestGate } from './integrity/judging-gates.ts';
import { type Promised, promiseOf } from './integrity/promise.ts';
import { isTestFile } from './integrity/test-files.ts';
import type { CommandGate, GateOutcome } from './ports.ts';

const ableToFailGate = 'able-to-fail';

export interface Tried {
  readonly runs: GateRuns;
  readonly git: Repository;
  readonly repository: string;
  readonly name: string;
  readonly base: string;
  readonly commit: string;
  readonly spec: TaskSpec;
  readonly changed: readonly string[];
  readonly gates: readonly CommandGate[];
  /** Of these gates, on the attempt, before they were seen against the base. */
  readonly raw: readonly GateOutcome[];
  /** The same, after it. */
  readonly outcomes: readonly GateResult[];
}

/** @returns nothing where there is nothing to show: no test gate, or a task that says nothing and changed no test */
export async function ableToFail(tried: Tried): Promise<readonly GateResult[]> {
  const promised = promiseOf(tried.spec);
  const tests = tried.changed.filter(isTestFile);
  const gates = tried.gates.filter((gate) => gate.command !== undefined && isTestGate(gate));
  if (gates.length === 0 || (promised !== 'behaviour' && tests.length === 0)) return [];
  if (promised === 'none') return [without('the task promises no behaviour')];
  if (tried.outcomes.some(({ status }) => status === 'failed' || status === 'error')) {
    return [without('not run: a gate before it did not pass')];
  }
  const ran = gates.filter(({ gate }) => isDone(tried, gate));
  if (ran.length === 0) return [without('no test has run')];
  return [await tryWithout(tried, { promised, tests, gates: ran })];
}

interface Trial {
  readonly promised: Promised;
  readonly tests: readonly string[];
  readonly gates: readonly CommandGate[];
}

async function tryWithout(tried: Tried, { promised, tests, gates }: Trial): Promise<GateResult> {
  if (tried.changed.length === 0) return settled(promised, tests, 'nothing');
  if (tests.length === tried.changed.length) return settled(promised, tests, 'alone');
  const shown = await failsWithout(tried, tests, gates);
  if (shown === 'unknown') return without('the tests could not be run without the change');
  return shown ? { ...empty, status: 'passed' } : settled(promised, tests, 'vacuous');
}

const empty: GateResult = { gate: ableToFailGate, status: 'skipped', durationMs: 0, findings: [] };

function without(reason: string): GateResult {
  return { ...empty, reason };
}

function isDone({ outcomes }: Tried, name: string): boolean {
  const status = outcomes.find(({ gate }) => gate === name)?.status;
  return status === 'passed' || status === 'failed-before';
}

async function failsWithout(
  tried: Tried,
  tests: readonly string[],
  gates: readonly CommandGate[],
): Promise<boolean | 'unknown'> {
  const { runs, repository, spec, name } = tried;
  const place = await treeWithout(tried, tests);
  const outcomes = await runs.known({ ...place, repository, spec, name: `${name}-without` }, gates);
  for (const outcome of outcomes) {
    const on = tried.raw.find(({ gate }) => gate === outcome.gate);
    if (on === undefined) continue;
    if (failsAnew(await runs.withText(on), await runs.withText(outcome))) return true;
  }
  return outcomes.every(({ status }) => status === 'error' || status === 'skipped')
    ? 'unknown'
    : false;
}

/** The base with the attempt's tests. The commit is only there to be checked out, and the same each time. */
async function treeWithout({ git, base, commit }: Tried, tests: readonly string[]) {
  const tree = await git.composeTree({ base, from: commit, paths: tests });
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

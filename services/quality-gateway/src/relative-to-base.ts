/**
 * Sees gates against the commit that the work began from: red ones, for what was there before, and green test gates, for
 * how many tests they ran there. What is found depends on the two trees and on the log, and on nothing that this process
 * happens to have seen.
 */
import type { Finding, GateResult, TaskSpec, TestCounts } from '@atms/contracts';
import { comparedWith, fewer, testsIn, uncounted, unsteady } from './domain/base-comparison.ts';
import { definitionOf } from './gate-definition.ts';
import type { At, GateRuns } from './gate-runs.ts';
import { isRelative, isTestGate } from './integrity/judging-gates.ts';
import { asksForRemoval, isForTools } from './integrity/promise.ts';
import type { CommandGate, GateOutcome } from './ports.ts';
import type { GatewayView } from './projections/gateway-view.ts';

export interface Compared {
  readonly runs: GateRuns;
  readonly counted: GatewayView['counted'];
  readonly base: At;
  readonly gates: readonly CommandGate[];
  readonly outcomes: readonly GateOutcome[];
  readonly changed: readonly string[];
  /** Something is refused unless as many tests ran as on the base. */
  readonly isInDoubt: boolean;
  /** The task takes something away, and its tests with it. */
  readonly mayLoseTests: boolean;
  /** The task changes how checks are run, and with it what they print. */
  readonly maySaySomethingElse: boolean;
}

/** What of the tests a task may change. */
export function leaveOf(spec: TaskSpec): Pick<Compared, 'mayLoseTests' | 'maySaySomethingElse'> {
  return { mayLoseTests: asksForRemoval(spec), maySaySomethingElse: isForTools(spec) };
}

export interface SeenAgainstBase {
  readonly outcomes: readonly GateOutcome[];
  /** Some test gate told both here and on the base how many tests it ran, and those here were not fewer. */
  readonly ranAsMany: boolean;
}

/** What was red on the base is not blamed; a gate that could not run there counts as if it had passed. */
export async function relativeToBase(compared: Compared): Promise<SeenAgainstBase> {
  const { runs, base, gates } = compared;
  const red = gates.filter((gate) => isRelative(gate) && outcomeOf(compared, gate, 'failed'));
  const green = gates.filter((gate) => hasToCount(compared, gate));
  const told = new Map(green.map((gate) => [gate, countsInLog(compared, gate)]));
  const again = gates.filter(
    (gate) => red.includes(gate) || (told.has(gate) && told.get(gate) === undefined),
  );
  const before = again.length === 0 ? [] : await runs.known(base, gates, again);
  const counts = (gate: CommandGate) =>
    told.get(gate) ?? before.find((one) => one.gate === gate.gate)?.counts;
  const seen = new Map<string, GateOutcome>();
  for (const gate of green) {
    const outcome = outcomeOf(compared, gate, 'passed');
    if (outcome !== undefined) seen.set(gate.gate, withFewer(compared, outcome, counts(gate)));
  }
  for (const one of await withoutOldFailures(compared, red, before)) seen.set(one.gate, one);
  return {
    outcomes: compared.outcomes.map((outcome) => seen.get(outcome.gate) ?? outcome),
    ranAsMany: green.some((gate) => {
      const [was, is] = [counts(gate), outcomeOf(compared, gate, 'passed')?.counts];
      return was !== undefined && is !== undefined && testsIn(is) >= testsIn(was);
    }),
  };
}

function outcomeOf(
  { outcomes }: Compared,
  { gate }: CommandGate,
  status: GateResult['status'],
): GateOutcome | undefined {
  return outcomes.find((one) => one.gate === gate && one.status === status);
}

/** A green test gate whose tests may have become fewer. Any file may be one that tests are made of. */
function hasToCount(compared: Compared, gate: CommandGate): boolean {
  const outcome = outcomeOf(compared, gate, 'passed');
  if (outcome === undefined || !isTestGate(gate) || compared.changed.length === 0) return false;
  const { isInDoubt, mayLoseTests, maySaySomethingElse } = compared;
  const mayDiffer = outcome.counts === undefined ? maySaySomethingElse : mayLoseTests;
  return isInDoubt || !mayDiffer;
}

function countsInLog({ counted, base, gates }: Compared, gate: CommandGate) {
  return counted(base.tree, definitionOf(base, gates, gate));
}

/** Ran fewer tests than on the base, or no longer says how many. */
function withFewer(
  { mayLoseTests, maySaySomethingElse }: Compared,
  outcome: GateOutcome,
  before: TestCounts | undefined,
): GateOutcome {
  const ran = testsIn(before);
  if (ran === 0) return outcome;
  if (outcome.counts === undefined) {
    return maySaySomethingElse ? outcome : refused(outcome, uncounted(outcome.gate, ran));
  }
  const lost = ran - testsIn(outcome.counts);
  return mayLoseTests || lost <= 0 ? outcome : refused(outcome, fewer(outcome.gate, lost));
}

function refused(outcome: GateOutcome, finding: Finding): GateOutcome {
  return { ...outcome, status: 'failed', findings: [finding] };
}

/** Red gates without what the base has too. It has what failed there in two runs: what fails at times excuses nothing. */
async function withoutOldFailures(
  compared: Compared,
  red: readonly CommandGate[],
  before: readonly GateOutcome[],
): Promise<readonly GateOutcome[]> {
  const { runs, base, gates } = compared;
  const once = await comparedEach(compared, red, before);
  const excused = red.filter((gate) =>
    once.some((one) => one.gate === gate.gate && one.status !== 'failed'),
  );
  if (excused.length === 0) return once;
  const second = await runs.again(base, gates, excused);
  const twice = await comparedEach(compared, excused, second);
  return once.map((one) => {
    const confirmed = twice.find(({ gate }) => gate === one.gate);
    if (confirmed === undefined) return one;
    return confirmed.status === 'failed' ? unsteady(confirmed) : one;
  });
}

/** A gate that did not run on the base is blamed for all that it found. */
async function comparedEach(
  { runs, outcomes, mayLoseTests }: Compared,
  gates: readonly CommandGate[],
  before: readonly GateOutcome[],
): Promise<readonly GateOutcome[]> {
  const seen: GateOutcome[] = [];
  for (const { gate } of gates) {
    const is = outcomes.find((one) => one.gate === gate);
    const was = before.find((one) => one.gate === gate);
    if (is === undefined) continue;
    const result =
      was === undefined
        ? is
        : comparedWith(await runs.withText(was), await runs.withText(is), { mayLoseTests });
    seen.push({ ...is, ...result });
  }
  return seen;
}

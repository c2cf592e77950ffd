/**
 * Sees gates against the commit that the work began from: red ones, for what was there before, and green test gates, for
 * how many tests they ran there. What is found depends on the two trees and on the log, and on nothing that this process
 * happens to have seen.
 */
import type { Finding, GateResult, TaskSpec } from '@atms/contracts';
import {
  comparedWith,
  fewer,
  testsIn,
  testsToKeep,
  uncounted,
  unconfirmed,
  unsteady,
} from './domain/base-comparison.ts';
import { definitionOf } from './gate-definition.ts';
import type { At, GateRuns, Outcomes, Ran } from './gate-runs.ts';
import { isRelative, isTestGate } from './integrity/judging-gates.ts';
import { asksForRemoval, isForTools } from './integrity/promise.ts';
import type { CommandGate, GateOutcome } from './ports.ts';
import type { GatewayView } from './projections/gateway-view.ts';

export interface Compared {
  readonly runs: GateRuns;
  readonly counted: GatewayView['counted'];
  readonly base: At;
  readonly gates: readonly CommandGate[];
  readonly ran: readonly Ran[];
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
  readonly ran: readonly Ran[];
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
  const before: Outcomes = again.length === 0 ? new Map() : await runs.known(base, gates, again);
  const was = (gate: CommandGate): Counted | undefined => {
    const counts = told.get(gate);
    return counts === undefined ? before.get(gate) : { status: 'passed', counts };
  };
  const seen = new Map(await withoutOldFailures(compared, red, before));
  for (const gate of green) {
    const outcome = outcomeOf(compared, gate, 'passed');
    if (outcome !== undefined) seen.set(gate, withFewer(compared, outcome, was(gate)));
  }
  return {
    ran: compared.ran.map(({ gate, outcome }) => ({
      gate,
      outcome: (gate === undefined ? undefined : seen.get(gate)) ?? outcome,
    })),
    ranAsMany: green.some((gate) => ranAsMany(was(gate), outcomeOf(compared, gate, 'passed'))),
  };
}

type Counted = Pick<GateOutcome, 'status' | 'counts'>;

function ranAsMany(was: Counted | undefined, is: GateOutcome | undefined): boolean {
  if (was?.counts === undefined || is?.counts === undefined || !ranThrough(was)) return false;
  return testsIn(is.counts) >= testsIn(was.counts);
}

function ranThrough({ status }: Counted): boolean {
  return status === 'passed' || status === 'failed';
}

/** By the gate itself: two gates may have one name. */
function outcomeOf(
  { ran }: Compared,
  gate: CommandGate,
  status: GateResult['status'],
): GateOutcome | undefined {
  return ran.find((one) => one.gate === gate && one.outcome.status === status)?.outcome;
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
  before: Counted | undefined,
): GateOutcome {
  const ran = before === undefined ? 0 : testsToKeep(before);
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
  before: Outcomes,
): Promise<Outcomes> {
  const { runs, base, gates } = compared;
  const once = await comparedEach(compared, red, before);
  const excused = red.filter((gate) => isExcused(once.get(gate)));
  if (excused.length === 0) return once;
  const second = await runs.again(base, gates, excused);
  const twice = await comparedEach(compared, excused, second);
  const both = [...once].map(([gate, one]) => {
    const confirmed = twice.get(gate);
    if (confirmed === undefined) return [gate, one] as const;
    return [gate, confirmedBy(one, { confirmed, again: second.get(gate) })] as const;
  });
  return new Map(both);
}

function isExcused(outcome: GateOutcome | undefined): boolean {
  return outcome !== undefined && outcome.status !== 'failed';
}

interface SecondRun {
  /** The attempt beside the second run of the base. */
  readonly confirmed: GateOutcome;
  readonly again: GateOutcome | undefined;
}

function confirmedBy(one: GateOutcome, { confirmed, again }: SecondRun): GateOutcome {
  if (again === undefined || !ranThrough(again)) return unconfirmed(one, again?.reason);
  return confirmed.status === 'failed' ? unsteady(confirmed) : one;
}

/** A gate that did not run on the base is blamed for all that it found. */
async function comparedEach(
  compared: Compared,
  gates: readonly CommandGate[],
  before: Outcomes,
): Promise<Outcomes> {
  const { runs, mayLoseTests } = compared;
  const seen = new Map<CommandGate, GateOutcome>();
  for (const gate of gates) {
    const is = outcomeOf(compared, gate, 'failed');
    const was = before.get(gate);
    if (is === undefined) continue;
    const result =
      was === undefined
        ? is
        : comparedWith(await runs.withText(was), await runs.withText(is), { mayLoseTests });
    seen.set(gate, { ...is, ...result });
  }
  return seen;
}

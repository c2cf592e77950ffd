/** Sees red gates against the commit that the work began from. Costs nothing where all is green. */
import type { Finding, GateResult, TaskSpec } from '@atms/contracts';
import { comparedWith, fewer, testsIn, uncounted } from './domain/base-comparison.ts';
import type { GateRuns } from './gate-runs.ts';
import { isRelative, isTestGate, movesGates } from './integrity/judging-gates.ts';
import { asksForRemoval, isForTools } from './integrity/promise.ts';
import { isCode } from './integrity/test-files.ts';
import type { CommandGate, GateOutcome } from './ports.ts';

interface Compared {
  readonly runs: GateRuns;
  readonly base: Parameters<GateRuns['known']>[0];
  readonly gates: readonly CommandGate[];
  readonly outcomes: readonly GateOutcome[];
  /** The task takes something away, and its tests with it. */
  readonly mayLoseTests: boolean;
  /** The task changes how checks are run, and with it what they print. */
  readonly maySaySomethingElse: boolean;
  /** Which green gates are run on the base as well, to see how many tests they ran there. */
  readonly count: 'all' | 'silent' | 'none';
}

/** What of the tests a task may change. */
export function leaveOf(spec: TaskSpec): Pick<Compared, 'mayLoseTests' | 'maySaySomethingElse'> {
  return { mayLoseTests: asksForRemoval(spec), maySaySomethingElse: isForTools(spec) };
}

/** What no program reads cannot end one; where something is in doubt, every test gate is run on the base. */
export function toCount(changed: readonly string[], isInDoubt: boolean): Compared['count'] {
  if (isInDoubt) return 'all';
  return movesGates(changed) || changed.some(isCode) ? 'silent' : 'none';
}

/** What was red on the base is not blamed; a gate that could not run there counts as if it had passed. */
export async function relativeToBase(compared: Compared): Promise<readonly GateOutcome[]> {
  const { runs, base, gates, outcomes } = compared;
  const red = outcomes.filter(({ status }) => status === 'failed').map(({ gate }) => gate);
  const isRed = (gate: CommandGate) => red.includes(gate.gate) && isRelative(gate);
  const again = gates.filter((gate) => isRed(gate) || isCounted(compared, gate));
  const before = again.length === 0 ? [] : await runs.known(base, again);
  const blamable = new Set(again.filter(isRed).map(({ gate }) => gate));
  const seen: GateOutcome[] = [];
  for (const outcome of outcomes) {
    const was = before.find(({ gate }) => gate === outcome.gate);
    if (was === undefined || !blamable.has(outcome.gate)) seen.push(withFewer(compared, outcome));
    else seen.push({ ...outcome, ...(await compare(compared, was, outcome)) });
  }
  return seen;
}

/** A green test gate that nobody has seen on the base, and of which something makes one want to know. */
function isCounted({ outcomes, count }: Compared, gate: CommandGate): boolean {
  const outcome = outcomes.find((one) => one.gate === gate.gate);
  const isGreen = outcome?.status === 'passed' && isTestGate(gate);
  return isGreen && (count === 'all' || (count === 'silent' && outcome.counts === undefined));
}

async function compare(
  { runs, mayLoseTests }: Compared,
  was: GateOutcome,
  is: GateOutcome,
): Promise<GateResult> {
  return comparedWith(await runs.withText(was), await runs.withText(is), { mayLoseTests });
}

/** A green gate that ran fewer tests than this process saw it run on the base, or no longer says how many. */
function withFewer(
  { runs, base, gates, mayLoseTests, maySaySomethingElse }: Compared,
  outcome: GateOutcome,
): GateOutcome {
  const gate = gates.find((one) => one.gate === outcome.gate);
  const was = gate === undefined ? undefined : runs.seen(base, gate);
  const ran = was === undefined ? 0 : testsIn({ result: was });
  if (outcome.status !== 'passed' || ran === 0) return outcome;
  if (outcome.counts === undefined) {
    return maySaySomethingElse ? outcome : refused(outcome, uncounted(outcome.gate, ran));
  }
  const lost = ran - testsIn({ result: outcome });
  return mayLoseTests || lost <= 0 ? outcome : refused(outcome, fewer(outcome.gate, lost));
}

/** Whether some test gate told both here and on the base how many tests it ran, and those here were not fewer. */
export function ranAsMany({ runs, base, gates, outcomes }: Compared): boolean {
  return outcomes.some((outcome) => {
    const gate = gates.find((one) => one.gate === outcome.gate);
    if (gate === undefined || !isTestGate(gate) || outcome.counts === undefined) return false;
    const was = runs.seen(base, gate);
    return was?.counts !== undefined && testsIn({ result: outcome }) >= testsIn({ result: was });
  });
}

function refused(outcome: GateOutcome, finding: Finding): GateOutcome {
  return { ...outcome, status: 'failed', findings: [finding] };
}

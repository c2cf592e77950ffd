/** Sees red gates against the commit that the work began from. Costs nothing where all is green. */
import type { GateResult } from '@atms/contracts';
import { comparedWith, fewer, testsIn } from './domain/base-comparison.ts';
import type { GateRuns } from './gate-runs.ts';
import { isRelative } from './integrity/judging-gates.ts';
import type { CommandGate, GateOutcome } from './ports.ts';

interface Compared {
  readonly runs: GateRuns;
  readonly base: Parameters<GateRuns['known']>[0];
  readonly gates: readonly CommandGate[];
  readonly outcomes: readonly GateOutcome[];
  /** The task takes something away, and its tests with it. */
  readonly mayLoseTests: boolean;
}

/** What was red on the base is not blamed; a gate that could not run there counts as if it had passed. */
export async function relativeToBase(compared: Compared): Promise<readonly GateOutcome[]> {
  const { runs, base, gates, outcomes } = compared;
  const red = outcomes.filter(({ status }) => status === 'failed').map(({ gate }) => gate);
  const again = gates.filter((gate) => red.includes(gate.gate) && isRelative(gate));
  const before = again.length === 0 ? [] : await runs.known(base, again);
  const seen: GateOutcome[] = [];
  for (const outcome of outcomes) {
    const was = before.find(({ gate }) => gate === outcome.gate);
    if (was === undefined) seen.push(withFewer(compared, outcome));
    else seen.push({ ...outcome, ...(await compare(compared, was, outcome)) });
  }
  return seen;
}

async function compare(
  { runs, mayLoseTests }: Compared,
  was: GateOutcome,
  is: GateOutcome,
): Promise<GateResult> {
  return comparedWith(await runs.withText(was), await runs.withText(is), { mayLoseTests });
}

/** A green gate that ran fewer tests than this process saw it run on the base. */
function withFewer(
  { runs, base, gates, mayLoseTests }: Compared,
  outcome: GateOutcome,
): GateOutcome {
  const gate = gates.find((one) => one.gate === outcome.gate);
  const was = gate === undefined ? undefined : runs.seen(base, gate);
  const lost = was === undefined ? 0 : testsIn({ result: was }) - testsIn({ result: outcome });
  const isKnown = outcome.status === 'passed' && outcome.counts !== undefined;
  if (!isKnown || mayLoseTests || lost <= 0) return outcome;
  return { ...outcome, status: 'failed', findings: [fewer(outcome.gate, lost)] };
}

import type { Checks, GateResult, Verdict } from '@atms/contracts';

export const scopeGate = 'scope';

/** Gates that every attempt passes or fails, and that prove nothing by themselves. */
const unproving: ReadonlySet<string> = new Set([scopeGate, 'integrity']);

/** What a verdict is made of. `leavesUnproven`: what was to prove the work did not run, and nothing stands in for it. */
type Judged = GateResult & { readonly leavesUnproven?: true };

/**
 * What a task's gates together say. A failed gate outweighs one that could not be run; a result for which nothing but
 * scope and integrity passed is unproven, as one is whose gates were all red before, unless the plan wanted no checks;
 * so is one whose tests could not run, and one that promised behaviour and whose tests could not be run without it.
 */
export function verdictOf(gates: readonly Judged[], checks: Checks): Verdict {
  const has = (status: GateResult['status']) => gates.some((gate) => gate.status === status);
  if (has('failed')) return 'failed';
  if (has('error')) return 'error';
  if (gates.some(({ leavesUnproven }) => leavesUnproven)) return 'unproven';
  const isProven = gates.some((gate) => !unproving.has(gate.gate) && gate.status === 'passed');
  return isProven || checks === 'none' ? 'passed' : 'unproven';
}

import type { Checks, GateResult, Verdict } from '@atms/contracts';

/** The gate that every attempt passes or fails, and that proves nothing by itself. */
export const scopeGate = 'scope';

/** What a verdict is made of. `leavesUnproven`: what was to prove the work did not run, and nothing stands in for it. */
type Judged = GateResult & { readonly leavesUnproven?: true };

/**
 * What a task's gates together say. A failed gate outweighs one that could not be run; a result for which nothing but
 * the scope check passed is unproven, unless the plan wanted no checks; so is one whose tests could not run.
 */
export function verdictOf(gates: readonly Judged[], checks: Checks): Verdict {
  const has = (status: GateResult['status']) => gates.some((gate) => gate.status === status);
  if (has('failed')) return 'failed';
  if (has('error')) return 'error';
  if (gates.some(({ leavesUnproven }) => leavesUnproven)) return 'unproven';
  const isProven = gates.some((gate) => gate.gate !== scopeGate && gate.status === 'passed');
  return isProven || checks === 'none' ? 'passed' : 'unproven';
}

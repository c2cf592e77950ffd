import type { Checks, GateResult, Verdict } from '@atms/contracts';

/** The gate that every attempt passes or fails, and that proves nothing by itself. */
export const scopeGate = 'scope';

/**
 * What a task's gates together say. A failed gate outweighs one that could not be run; a result for which nothing but
 * the scope check passed is unproven, unless the plan wanted no checks.
 */
export function verdictOf(gates: readonly GateResult[], checks: Checks): Verdict {
  const has = (status: GateResult['status']) => gates.some((gate) => gate.status === status);
  if (has('failed')) return 'failed';
  if (has('error')) return 'error';
  const isProven = gates.some((gate) => gate.gate !== scopeGate && gate.status === 'passed');
  return isProven || checks === 'none' ? 'passed' : 'unproven';
}

import type { Finding, GateResult } from '@atms/contracts';
import { covers } from '@atms/plan';
import { scopeGate } from './verdict.ts';

/** Whether an attempt stayed within the paths that its task declares, and let the repository itself alone. */
export function checkScope(attempt: {
  readonly paths: readonly string[];
  readonly changed: readonly string[];
  readonly violations: readonly Finding[];
}): GateResult {
  const { paths, changed, violations } = attempt;
  const outside = paths.length === 0 ? [] : changed.filter((path) => !covers(paths, path));
  const declared = paths.join(', ').slice(0, 500);
  const findings = [
    ...violations,
    ...outside.map((file) => ({
      gate: scopeGate,
      file,
      message: `${file} is outside the task's paths (${declared})`.slice(0, 4_000),
    })),
  ].slice(0, 20);
  return {
    gate: scopeGate,
    status: findings.length === 0 ? 'passed' : 'failed',
    durationMs: 0,
    findings,
    ...reasonFor(attempt),
  };
}

/** Said of an attempt that left everything as it was, so that nobody takes its green checks for work. */
function reasonFor({ paths, changed, violations }: Parameters<typeof checkScope>[0]) {
  if (violations.length > 0) return {};
  if (changed.length === 0) return { reason: 'nothing was changed' };
  return paths.length > 0 ? {} : { reason: 'the task declares no paths and may write anywhere' };
}

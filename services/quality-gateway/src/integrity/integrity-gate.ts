/** Looks at what an attempt changed for what would make its checks mean less. Reads text and runs nothing. */
import type { GateResult } from '@atms/contracts';
import { type AttemptChange, integrityGate } from './attempt-change.ts';
import { gateScriptsKept } from './gate-scripts.ts';
import { settingsKept } from './settings.ts';
import { testsKept } from './tests-kept.ts';
import { writtenCode } from './written-code.ts';

export function checkIntegrity(change: AttemptChange): GateResult {
  const settings = settingsKept(change);
  const scripts = gateScriptsKept(change);
  const findings = [
    ...testsKept(change),
    ...settings.findings,
    ...scripts.findings,
    ...writtenCode(change),
  ];
  const notes = [...settings.notes, ...scripts.notes];
  return {
    gate: integrityGate,
    status: findings.length === 0 ? 'passed' : 'failed',
    durationMs: 0,
    findings: findings.slice(0, 20),
    ...(notes.length === 0 ? {} : { reason: `the task may change these: ${notes.join('; ')}` }),
  };
}

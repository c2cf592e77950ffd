/** Looks at what an attempt changed for what would make its checks mean less. Reads text and runs nothing. */
import type { Finding, GateResult } from '@atms/contracts';
import { type AttemptChange, integrityGate } from './attempt-change.ts';
import { endsProcess } from './ends-process.ts';
import { expectationsKept } from './expectations.ts';
import { gateScriptsKept } from './gate-scripts.ts';
import { lookedAt } from './looked-at.ts';
import { isPermitted, withWayOut } from './permission.ts';
import { settingsKept } from './settings.ts';
import { isConsolidated, testsKept } from './tests-kept.ts';
import { workspacesKept } from './workspaces-kept.ts';
import { writtenCode } from './written-code.ts';

export interface Integrity {
  readonly result: GateResult;
  /** What refuses the attempt unless its runner says that as many tests ran as on the base. */
  readonly doubts: readonly Finding[];
}

export function checkIntegrity(whole: AttemptChange): Integrity {
  const { change, ...unread } = lookedAt(whole);
  const settings = settingsKept(change);
  const scripts = gateScriptsKept(change);
  const expectations = expectationsKept(change);
  const all = [
    ...unread.findings,
    ...testsKept(change),
    ...expectations.findings,
    ...settings.findings,
    ...scripts.findings,
    ...workspacesKept(change),
    // Of which it reads each line as it stands, and to its end.
    ...endsProcess(whole),
    ...writtenCode(change),
  ];
  const refused = all.filter((one) => !isPermitted(change.spec, one));
  const isDoubt = isConsolidated(change) ? isOfCounts : () => false;
  const permitted = all.filter((one) => !refused.includes(one)).map(({ message }) => message);
  return {
    result: resultOf(refused.filter((one) => !isDoubt(one)).map(withWayOut), [
      ...expectations.notes,
      ...unread.notes,
      ...allowed([...settings.notes, ...scripts.notes, ...permitted]),
    ]),
    doubts: refused.filter(isDoubt).map(withWayOut),
  };
}

function isOfCounts({ rule, message }: Finding): boolean {
  return rule === 'removed-assertion' || (rule === 'deleted-test' && /^\d+ tests/.test(message));
}

function allowed(notes: readonly string[]): readonly string[] {
  return notes.length === 0 ? [] : [`the task may change these: ${notes.join('; ')}`];
}

function resultOf(findings: readonly Finding[], notes: readonly string[]): GateResult {
  return {
    gate: integrityGate,
    status: findings.length === 0 ? 'passed' : 'failed',
    durationMs: 0,
    findings: findings.slice(0, 20),
    ...(notes.length === 0 ? {} : { reason: notes.join('. ') }),
  };
}

/** The result once it is known how many tests ran: doubts that no count has settled refuse the attempt. */
export function withDoubts({ result, doubts }: Integrity, isSettled: boolean): GateResult {
  if (doubts.length === 0 || isSettled) return result;
  return { ...result, status: 'failed', findings: [...result.findings, ...doubts].slice(0, 20) };
}

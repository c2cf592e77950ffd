import {
  boundFinding,
  type Finding,
  type GateResult,
  shortened,
  type TestCounts,
} from '@atms/contracts';

/** Of all gates of a result together, in characters: an event has room for 64 KiB. */
const findingChars = 9_000;
const reasonChars = 5_000;
const longestFinding = 4_000;
const longestReason = 1_000;
/** Of all gates together; of one gate an event holds twenty, and twenty that were there before. */
const mostFindings = 60;
const mostOfGate = 20;

/**
 * Shortens what gates have to say so that all of them fit into one event. The whole output of each is a blob. What an
 * event does not have is left out.
 */
export function withinLimits(gates: readonly GateResult[]): readonly GateResult[] {
  const lists = gates.flatMap(({ findings, known = [] }) => [findings, known]);
  const most = Math.max(
    1,
    share(mostFindings, lists.filter(({ length }) => length > 0).length, mostOfGate),
  );
  const count = lists.reduce((sum, list) => sum + Math.min(most, list.length), 0);
  const perFinding = share(findingChars, count, longestFinding);
  const perReason = share(reasonChars, gates.length, longestReason);
  const bounded = (list: readonly Finding[]) =>
    list.slice(0, most).map((one) => boundFinding(one, perFinding));
  return gates.map(({ gate, status, durationMs, ...told }) => ({
    gate,
    status,
    durationMs,
    ...(told.output === undefined ? {} : { output: told.output }),
    findings: bounded(told.findings),
    ...(told.known === undefined ? {} : { known: bounded(told.known) }),
    ...(told.reason === undefined ? {} : { reason: shortened(told.reason, perReason) }),
    ...counted(told),
  }));
}

/** What a command prints may be any number; an event holds those that are exact. */
function counted({ counts, definition }: Pick<GateResult, 'counts' | 'definition'>) {
  if (counts === undefined || definition === undefined) return {};
  const exact = (of: keyof TestCounts) => Math.min(counts[of], Number.MAX_SAFE_INTEGER);
  const all = { passed: exact('passed'), failed: exact('failed'), skipped: exact('skipped') };
  return { counts: all, definition };
}

function share(all: number, among: number, most: number): number {
  return Math.min(most, Math.floor(all / Math.max(1, among)));
}

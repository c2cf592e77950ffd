import type { GateResult } from '@atms/contracts';

/** Of all gates of a result together, in characters: an event has room for 64 KiB. */
const findingChars = 9_000;
const reasonChars = 5_000;
const longestFinding = 4_000;
const longestReason = 1_000;

/** Shortens what gates have to say so that all of them fit into one event. The whole output of each is a blob. */
export function withinLimits(gates: readonly GateResult[]): readonly GateResult[] {
  const findings = gates.reduce((sum, gate) => sum + gate.findings.length, 0);
  const perFinding = share(findingChars, findings, longestFinding);
  const perReason = share(reasonChars, gates.length, longestReason);
  return gates.map(({ reason, ...gate }) => ({
    ...gate,
    findings: gate.findings.map((one) => ({ ...one, message: shorten(one.message, perFinding) })),
    ...(reason === undefined ? {} : { reason: reason.slice(0, perReason) }),
  }));
}

function share(all: number, among: number, most: number): number {
  return Math.min(most, Math.floor(all / Math.max(1, among)));
}

/** Keeps the beginning, which says what it is about, and the end, which says how it went. */
function shorten(text: string, chars: number): string {
  if (text.length <= chars) return text;
  const head = Math.floor(chars / 4);
  return `${text.slice(0, head)}\n…\n${text.slice(text.length - (chars - head - 3))}`;
}

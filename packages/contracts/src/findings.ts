import type { Finding } from './values.ts';

/** How many findings a list in an event holds. */
const most = 20;
const longestMessage = 4_000;
const longestPlace = 300;
/** What a finding takes beside its texts. */
const longestName = 200;

/**
 * What of these findings fits into one event, whatever the language of their messages: the first twenty, and of each as
 * much as its share of `budget` characters allows.
 */
export function boundFindings(findings: readonly Finding[], budget = 8_000): Finding[] {
  const kept = findings.slice(0, most);
  const share = Math.min(longestMessage, Math.floor(budget / Math.max(1, kept.length)));
  return kept.map((one) => boundFinding(one, share));
}

/** One finding in at most `length` characters of message; what names a place is shortened only where it is absurd. */
export function boundFinding(one: Finding, length: number): Finding {
  return {
    ...one,
    gate: shortened(one.gate, longestName),
    message: shortened(one.message, Math.min(length, longestMessage)),
    ...(one.file === undefined ? {} : { file: shortened(one.file, longestPlace) }),
    ...(one.rule === undefined ? {} : { rule: shortened(one.rule, longestName) }),
  };
}

/** Keeps the beginning, which says what it is about, and more of the end, where a command says what went wrong. */
export function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  if (length < 4) return text.slice(0, Math.max(0, length));
  const head = Math.floor(length / 4);
  return `${text.slice(0, head)}\n…\n${text.slice(text.length - (length - head - 3))}`;
}

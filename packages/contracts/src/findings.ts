import type { Finding } from './values.ts';

const most = 20;
const longestMessage = 4_000;

/**
 * What of these findings fits into one event, whatever the language of their messages: the first twenty, and of each as
 * much as its share of `budget` characters allows.
 */
export function boundFindings(findings: readonly Finding[], budget = 8_000): Finding[] {
  const kept = findings.slice(0, most);
  const share = Math.min(longestMessage, Math.floor(budget / Math.max(1, kept.length)));
  return kept.map((one) => ({ ...one, message: shortened(one.message, share) }));
}

/** The end of a long message says more than its middle: that is where a command says what went wrong. */
function shortened(message: string, length: number): string {
  if (message.length <= length) return message;
  const head = Math.floor(length / 3);
  return `${message.slice(0, head)} […] ${message.slice(message.length - (length - head - 5))}`;
}

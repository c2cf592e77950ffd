import type { TestCounts } from './reading.ts';

/** Lines in which test runners sum up. A run of several adds up to all of them. */
const sums: readonly RegExp[] = [
  // Vitest
  /^\s*Tests\s+(.*)\(\d+\)$/,
  // Jest
  /^Tests:\s+(.*)\d+ total$/,
  // pytest
  /^=*\s*(.*) in \d+(?:\.\d+)?s(?: \([\d:]+\))?\s*=*$/,
  // cargo
  /^test result: \w+\. (.*)$/,
  // Mocha
  /^\s+(\d+ (?:passing|failing|pending))\b/,
  // Node
  /^ℹ ((?:pass|fail|cancelled|skipped|todo) \d+)$/,
];

const words: Readonly<Record<string, keyof TestCounts>> = {
  passed: 'passed',
  passing: 'passed',
  pass: 'passed',
  failed: 'failed',
  failing: 'failed',
  fail: 'failed',
  cancelled: 'failed',
  error: 'failed',
  errors: 'failed',
  skipped: 'skipped',
  ignored: 'skipped',
  pending: 'skipped',
  todo: 'skipped',
};

/** @returns undefined when nothing sums up */
export function countsIn(lines: readonly string[]): TestCounts | undefined {
  const counted = [...lines.flatMap(summed), ...unittest(lines)];
  if (counted.length === 0) return undefined;
  const all = (kind: keyof TestCounts) =>
    counted.reduce((sum, counts) => sum + (counts[kind] ?? 0), 0);
  return { passed: all('passed'), failed: all('failed'), skipped: all('skipped') };
}

type Part = Partial<TestCounts>;

function summed(line: string): readonly Part[] {
  const [, said] = sums.map((pattern) => pattern.exec(line)).find((one) => one !== null) ?? [];
  if (said === undefined) return [];
  if (said.startsWith('no tests')) return [{}];
  const pairs = [...said.matchAll(/(\d+) ([a-z]+)|\b([a-z]+) (\d+)/g)];
  return pairs.flatMap(([, before, word, name = word, after = before]) => {
    const kind = words[name ?? ''];
    return kind === undefined ? [] : [{ [kind]: Number(after) }];
  });
}

/** `Ran 3 tests in 0.1s`, and then `OK (skipped=1)` or `FAILED (failures=1, errors=1)`. */
function unittest(lines: readonly string[]): readonly Part[] {
  return lines.flatMap((line, at) => {
    const [, ran] = /^Ran (\d+) tests? in /.exec(line) ?? [];
    if (ran === undefined) return [];
    const end = lines.slice(at + 1).find((one) => /^(OK|FAILED|NO TESTS RAN)/.test(one)) ?? '';
    const of = (name: string) => Number(new RegExp(`\\b${name}=(\\d+)`).exec(end)?.[1] ?? 0);
    const failed = of('failures') + of('errors');
    const skipped = of('skipped');
    return [{ passed: Math.max(0, Number(ran) - failed - skipped), failed, skipped }];
  });
}

/** What test runners say at their end, in words. Each of them has to say it in its own form. */
import type { Reading, TestCounts } from './reading.ts';

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

/** A runner's summary, from the line that begins it. @returns undefined where the line begins none */
type Summary = (lines: readonly string[], at: number) => TestCounts | undefined;

const said = String.raw`(?:\d+ [a-z]+(?: [a-z]+)?(?:, | \| |; |))+`;
const vitest = new RegExp(`^ {0,12}Tests {1,4}(?:no tests|(${said}) \\((\\d+)\\))$`);
const jest = new RegExp(`^Tests: {1,8}(${said})?(\\d+) total$`);
const pytest = new RegExp(
  `^(?:=+ )?(${said}|no tests ran) in \\d+(?:\\.\\d+)?s(?: \\([\\d:]+\\))?(?: =+)?$`,
);

const runners: readonly Summary[] = [
  (lines, at) => totalled(vitest.exec(lines[at] ?? '')),
  (lines, at) => totalled(jest.exec(lines[at] ?? '')),
  (lines, at) => {
    const [, text] = pytest.exec(lines[at] ?? '') ?? [];
    return text === undefined ? undefined : counted(text);
  },
  ofMocha,
  ofNode,
  ofUnittest,
];

/**
 * Packages of a workspace and runs of a script that follow each other sum up one by one: they add up, equal ones too. A
 * test that prints a summary raises the sum.
 * @returns undefined when nothing sums up
 */
export function countsIn(
  lines: readonly string[],
): Required<Pick<Reading, 'counts' | 'failedAtEnd'>> | undefined {
  const all = runners.map((summary) => lines.flatMap((_, at) => summary(lines, at) ?? []));
  const programs = ofCargo(lines);
  const found = [...all.flat(), ...programs];
  if (found.length === 0) return undefined;
  const last = [...all.flatMap((summaries) => summaries.slice(-1)), ...programs];
  return { counts: sum(found), failedAtEnd: sum(last).failed };
}

function sum(all: readonly TestCounts[]): TestCounts {
  const of = (kind: keyof TestCounts) => all.reduce((total, counts) => total + counts[kind], 0);
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped') };
}

function counted(text: string): TestCounts {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const [, count, word = ''] of text.matchAll(/(\d+) ([a-z]+)/g)) {
    const kind = words[word];
    if (kind !== undefined) counts[kind] += Number(count);
  }
  return counts;
}

/** Parts that do not come to the whole were not written by the runner. */
function totalled(found: RegExpExecArray | null): TestCounts | undefined {
  if (found === null) return undefined;
  const [, text = '', total = '0'] = found;
  const counts = counted(text);
  const { passed, failed, skipped } = counts;
  return passed + failed + skipped > Number(total) ? undefined : counts;
}

const mocha = /^ {2,8}(\d+ (?:passing|failing|pending))(?: \([\w. ]+\))?$/;

/** Lines that follow each other, the first of them what passed. */
function ofMocha(lines: readonly string[], at: number): TestCounts | undefined {
  const partOf = (line: number) => mocha.exec(lines[line] ?? '')?.[1];
  const first = partOf(at);
  if (first?.endsWith('passing') !== true) return undefined;
  const parts = [first];
  for (let next = at + 1; partOf(next)?.endsWith('passing') === false; next++) {
    parts.push(partOf(next) ?? '');
  }
  return counted(parts.join(', '));
}

const node = /^ℹ (tests|suites|pass|fail|cancelled|skipped|todo) (\d+)$/;

/** Lines that follow `ℹ tests 3`. */
function ofNode(lines: readonly string[], at: number): TestCounts | undefined {
  const [, first] = node.exec(lines[at] ?? '') ?? [];
  if (first !== 'tests') return undefined;
  const rest = lines.slice(at + 1, at + 7).map((line) => node.exec(line));
  const end = rest.findIndex((part) => part === null || part[1] === 'tests');
  const parts = end < 0 ? rest : rest.slice(0, end);
  return counted(parts.map((part) => `${part?.[2] ?? ''} ${part?.[1] ?? ''}`).join(', '));
}

/** `Ran 3 tests in 0.1s`, and then `OK (skipped=1)` or `FAILED (failures=1, errors=1)`. */
function ofUnittest(lines: readonly string[], at: number): TestCounts | undefined {
  const [, ran] = /^Ran (\d+) tests? in \d/.exec(lines[at] ?? '') ?? [];
  if (ran === undefined) return undefined;
  const end =
    lines.slice(at + 1, at + 4).find((one) => /^(?:OK|FAILED|NO TESTS RAN)/.test(one)) ?? '';
  const of = (name: string) =>
    Number(new RegExp(`(?<!expected )\\b${name}=(\\d+)`).exec(end)?.[1] ?? 0);
  const failed = of('failures') + of('errors') + of('unexpected successes');
  const skipped = of('skipped');
  return { passed: Math.max(0, Number(ran) - failed - skipped), failed, skipped };
}

/** One line for each program of a workspace: they add up. */
function ofCargo(lines: readonly string[]): readonly TestCounts[] {
  return lines.flatMap((line) => {
    const [, text] = /^test result: (?:ok|FAILED)\. (\d+ passed; .*)$/.exec(line) ?? [];
    return text === undefined ? [] : [counted(text)];
  });
}

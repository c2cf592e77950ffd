/** What of a red gate is the attempt's, and what was there before it: by findings where they can be told, else by lines. */
import type { Finding, GateResult, TestCounts } from '@atms/contracts';

/** A gate as it ran on one tree. `text`: all that it printed, where that is at hand. */
export interface Red {
  readonly result: GateResult & { readonly kind?: string };
  readonly text?: string;
}

/** As many as a result holds: of a full list nobody knows what is missing. */
const full = 20;

/**
 * The result of a red gate, seen against the same gate on the base. What is not found on the base is blamed; what cannot
 * be compared is blamed by each line that speaks of a failure and did not stand in the base's output.
 */
export function comparedWith(
  base: Red,
  attempt: Red,
  { mayLoseTests = false }: { readonly mayLoseTests?: boolean } = {},
): GateResult {
  const { result } = attempt;
  if (base.result.status !== 'failed') return result;
  const lost = testsToKeep(base.result) - testsIn(result.counts);
  if (result.counts === undefined && lost > 0)
    return blamed(result, [uncounted(result.gate, lost)]);
  if (lost > 0 && !mayLoseTests) return blamed(result, [fewer(result.gate, lost)]);
  const findings = wholeFindings(attempt);
  return findings === undefined ? byLines(base, attempt) : byFindings(base, result, findings);
}

function byFindings(base: Red, result: Red['result'], findings: readonly Finding[]): GateResult {
  const left = counted(toldBy(base).map((one) => keyOf(one, base.result.kind)));
  const known: Finding[] = [];
  const fresh: Finding[] = [];
  for (const one of findings) {
    const key = keyOf(one, result.kind);
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    (count > 0 ? known : fresh).push(one);
  }
  if (known.length === 0) return result;
  if (fresh.length > 0) return { ...result, findings: fresh, known };
  const reason =
    known.length === 1
      ? '1 failure that was there before'
      : `${known.length} failures that were there before`;
  return { ...result, status: 'passed', findings: [], known, reason };
}

/** How often each of them is there. */
function counted(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function byLines(base: Red, { result, text }: Red): GateResult {
  const before = counted(failureLines(base.text ?? saidBy(base.result)));
  const now = counted(failureLines(text ?? saidBy(result)));
  if ([...now].some(([line, count]) => count > (before.get(line) ?? 0))) return result;
  const reason = 'red before the attempt too, as far as its output tells';
  return { ...result, status: 'failed-before', findings: [], known: result.findings, reason };
}

/** @returns whether a gate that failed on one tree shows, on this one, a failure that the other did not have */
export function failsAnew(before: Red, now: Red): boolean {
  if (now.result.status !== 'failed') return false;
  if (before.result.status === 'passed') return true;
  return comparedWith(before, now, { mayLoseTests: true }).status === 'failed';
}

/**
 * Whether a red gate found no test that it could run, which is no failing test. A test that cannot be loaded, because
 * what it imports is not there, has failed.
 */
export function ranNothing({ result, text = '' }: Red): boolean {
  const { status, counts } = result;
  if (status !== 'failed' || /(?<!\d)[1-9]\d* (failed|errors?)\b/i.test(text)) return false;
  return counts === undefined ? noTests.test(text) : testsIn(counts) === 0;
}

const noTests = /\bno tests?( files?)?( were)? (found|ran|run|collected)\b/i;

/** How many tests ran; zero where that is not known. */
export function testsIn(counts: TestCounts | undefined): number {
  return counts === undefined ? 0 : counts.passed + counts.failed;
}

/**
 * How many tests have to run because they ran on the base. What failed there may be no test: a hook, a teardown, a file
 * that could not be loaded.
 */
export function testsToKeep({ status, counts }: Pick<GateResult, 'status' | 'counts'>): number {
  if (status === 'failed') return counts?.passed ?? 0;
  return status === 'passed' ? testsIn(counts) : 0;
}

export function fewer(gate: string, lost: number): Finding {
  const message = `${lost} tests fewer ran than without the change. Every test that ran before has to run. If it is meant: give the task the category 'removal'.`;
  return { gate, rule: 'fewer-tests', message };
}

/** What failed on the base in one run and not in the next may fail on the attempt by chance, and may be its doing. */
export function unsteady(result: GateResult): GateResult {
  const { gate, findings } = result;
  const message =
    'Without the change it did not fail in the same way twice, so nothing of this is taken for a failure that was there before.';
  return { ...result, findings: [...findings, { gate, rule: 'unsteady', message }].slice(-full) };
}

/** What failed on the base in one run, and could not be run there a second time: not blamed, and no proof either. */
export function unconfirmed(result: GateResult, why = 'nobody knows why'): GateResult {
  const { findings, known = [] } = result;
  const reason = `red without the change too, where it could not be run again: ${why}`;
  const all = [...findings, ...known].slice(-full);
  return { ...result, status: 'failed-before', findings: [], known: all, reason };
}

/** Says of a gate that passed what it passed over, where the base shows that it would say more. */
export function uncounted(gate: string, tests: number): Finding {
  const message = `It no longer says how many tests it ran; without the change it ran ${tests}. Nothing that tests load may end the process or hide what it prints. If it is meant to print something else: give the task the category 'tooling'.`;
  return { gate, rule: 'fewer-tests', message };
}

function blamed(result: GateResult, more: readonly Finding[]): GateResult {
  return { ...result, status: 'failed', findings: [...more, ...result.findings].slice(0, full) };
}

/** Without the one that only repeats the end of the output. */
function toldBy({ result }: Red): readonly Finding[] {
  const { reason, findings } = result;
  return findings.filter(({ message }) => reason === undefined || !message.startsWith(reason));
}

/** Undefined when they may not be all. */
function wholeFindings(red: Red): readonly Finding[] | undefined {
  const { findings, counts } = red.result;
  const told = toldBy(red);
  if (told.length === 0 || findings.length >= full) return undefined;
  if (counts !== undefined && counts.failed > told.length) return undefined;
  return told.length === findings.length || counts !== undefined ? told : undefined;
}

/** A test is known by its name, anything else by what is said of which file: lines move, and times differ. */
function keyOf({ file, rule, message }: Finding, kind: string | undefined): string {
  const [title = ''] = message.split('\n');
  return [file, rule, steady(kind === 'test' ? title : message)].join('\u0000');
}

function saidBy({ findings }: GateResult): string {
  return findings.map(({ message }) => message).join('\n');
}

const failing =
  /fail|error|not ok|assert|panic|exception|traceback|expected|refused|cannot|undefined|missing|[✖✗✘×✕]/i;

function failureLines(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => steady(line).trim());
  const told = lines.filter((line) => failing.test(line));
  return told.length > 0 ? told : lines.filter((line) => line !== '');
}

/** Without what differs from run to run: times, places in files, addresses, and the folder of the checkout. */
function steady(text: string): string {
  return text
    .replaceAll(/(?:file:\/\/)?\/[\w./@+-]*\/(?=[\w.@+-]+)/g, '')
    .replaceAll(/\b\d+(?:\.\d+)?\s?(?:ms|s|µs|us|ns|m)\b/g, '#')
    .replaceAll(/(?<=:)\d+(?::\d+)?|(?<=\bline )\d+|\(\d+,\d+\)/g, '#')
    .replaceAll(/duration_ms:? [\d.]+/g, '#')
    .replaceAll(/0x[0-9a-f]+|\b[0-9a-f]{7,40}\b/gi, '#')
    .replaceAll(/\d{4}-\d\d-\d\d[T ][\d:.Z]+/g, '#');
}

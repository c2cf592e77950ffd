/** What the end of a command and its reports together come to. */
import type { Finding, GateResult } from '@atms/contracts';
import { stripControl } from '@atms/platform/process';
import { describeEnd, type StepResult } from '@atms/platform/workspace';
import type { CommandGate, GateOutcome } from '../ports.ts';
import { judge } from '../reports/judge.ts';
import { readReport } from '../reports/read-report.ts';
import type { Reading, Remark } from '../reports/reading.ts';
import { relativeTo } from '../reports/remark.ts';

/** The end of a failing command's output that becomes the next attempt's feedback, and all that a finding holds. */
const outputChars = 3_000;
const findingChars = 4_000;
/** As many as a result has room for. */
const mostFindings = 20;
/** Places beside the end of an output: more of them would leave it no room. */
const mostPlaces = 7;

type Ran = CommandGate & { readonly command: string };

/** @param told.texts what the command wrote into its reports, the most telling first */
export function outcomeOf(
  gate: Ran,
  result: StepResult,
  told: { readonly texts: readonly string[]; readonly checkout: string },
): GateOutcome {
  const outcome = settled(gate, result, [...told.texts, stripControl(result.output)]);
  const findings = outcome.findings.map((finding) => relativeTo(told.checkout, finding));
  return { ...outcome, findings };
}

function settled(gate: Ran, result: StepResult, texts: readonly string[]): GateOutcome {
  const status = statusOf(result);
  const { demand } = gate;
  const isJudged =
    demand !== undefined &&
    (status === 'passed' || (demand.kind === 'audit' && status === 'failed'));
  if (isJudged) {
    const { remarks, ...judged } = judge(demand, { texts });
    return { ...bare(gate), ...judged, findings: findingsOf(gate, remarks) };
  }
  const reading = readReport(texts, gate.reader);
  const counts = reading.counts === undefined ? {} : { counts: reading.counts };
  // The last text is the output; what comes before it are reports.
  const isReported = texts.length > 1;
  const outcome =
    status === 'passed' ? passed(gate, reading, isReported) : refused(gate, result, reading);
  return { ...bare(gate), ...outcome, ...counts };
}

const bare = ({ gate }: Ran) => ({ gate, durationMs: 0 });

type Settled = Pick<GateOutcome, 'status' | 'findings' | 'reason' | 'leavesUnproven'>;

/** A command that ends well although what it says speaks of failures was told to end well. */
function passed(gate: Ran, reading: Reading, isReported: boolean): Settled {
  const { counts, remarks } = reading;
  const failed = failedIn(reading);
  if (counts === undefined && sumsUp(gate)) return withoutReport(gate);
  if (failed > 0 && saysOfItself(gate, isReported)) {
    const reason = `'${gate.command}' ended with exit code 0, and reports ${failed} failed tests`;
    return { status: 'failed', reason, findings: findingsOf(gate, remarks, reason) };
  }
  if (gate.kind !== 'test' || counts === undefined) return { status: 'passed', findings: [] };
  if (counts.passed > 0) return { status: 'passed', findings: [] };
  const reason = `'${gate.command}' ran no test`;
  return { status: 'skipped', reason, findings: [], leavesUnproven: true };
}

function failedIn({ counts, failedAtEnd }: Reading): number {
  return failedAtEnd ?? counts?.failed ?? 0;
}

/** A plan's own command may want tests to fail, as long as it writes no report of them. */
function saysOfItself({ kind }: Ran, isReported: boolean): boolean {
  return kind === undefined ? isReported : kind === 'test' || kind === 'other';
}

/** Runners that ATMS itself starts, and that say how many tests they ran whenever they come to their end. */
function sumsUp({ kind, reader, gate }: Ran): boolean {
  if (kind !== 'test' || reader === undefined) return false;
  return reader !== 'text' || summingUp.test(gate);
}

/** Beside those that write a report; the second gate of a name is numbered. */
const summingUp = /^(?:unittest|cargo-test)(?: \(\d+\))?$/;

/** Something that a test loaded has ended the process before the runner could say what it ran. */
function withoutReport({ gate, command }: Ran): Settled {
  const reason = `'${command}' ended with exit code 0 before it said which tests it ran`;
  const message = `${reason}. Nothing that tests load may end the process.`;
  return { status: 'failed', reason, findings: [{ gate, rule: 'no-report', message }] };
}

function refused(gate: Ran, result: StepResult, reading: Reading): Settled {
  const status = statusOf(result);
  const reason = `'${gate.command}' ${describeEnd(result.end)}`.slice(0, 900);
  const end = withOutput(reason, result.output);
  const isTold = reading.isWhole && reading.remarks.length > 0 && status === 'failed';
  const findings = isTold
    ? findingsOf(gate, reading.remarks)
    : [
        { gate: gate.gate, message: end },
        ...findingsOf(gate, reading.remarks.slice(0, mostPlaces)),
      ];
  return { status, reason, findings };
}

function findingsOf(gate: Ran, remarks: readonly Remark[], otherwise?: string): Finding[] {
  const told = remarks.length === 0 && otherwise !== undefined ? [{ message: otherwise }] : remarks;
  return told.slice(0, mostFindings).map(({ message, file, line, rule }: Remark) => ({
    gate: gate.gate,
    message: stripControl(message).slice(0, findingChars),
    ...(file === undefined ? {} : { file: stripControl(file) }),
    ...(line === undefined ? {} : { line }),
    ...(rule === undefined ? {} : { rule: stripControl(rule) }),
  }));
}

/** Exit codes by which a shell says that it could not run the command at all. */
const notRunnable = [126, 127];

function statusOf({ end }: StepResult): GateResult['status'] {
  if (end.kind === 'exited') {
    if (end.exitCode === 0) return 'passed';
    return notRunnable.includes(end.exitCode) ? 'error' : 'failed';
  }
  return end.kind === 'timed-out' || end.kind === 'output-limit' ? 'failed' : 'error';
}

export function withOutput(reason: string, output: string): string {
  return `${reason}\n${stripControl(output).trim().slice(-outputChars)}`.slice(0, findingChars);
}

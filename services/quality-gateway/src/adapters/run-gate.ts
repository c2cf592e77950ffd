/** Runs one gate in a checkout, and reads what it says. */
import { mkdir, realpath, rm } from 'node:fs/promises';
import type { BlobStore } from '@atms/eventsourcing';
import { describeEnd, type RunStep } from '@atms/platform/workspace';
import { notRun } from '../domain/not-run.ts';
import type { CommandGate, GateOutcome } from '../ports.ts';
import { judge } from '../reports/judge.ts';
import type { Demand } from '../reports/demand.ts';
import { outcomeOf } from './gate-outcome.ts';
import { readLicences } from './installed-licences.ts';
import { watchReports } from './reports.ts';

export interface GateRunning {
  readonly runStep: RunStep;
  readonly blobs: BlobStore;
  readonly environment: () => Readonly<Record<string, string>>;
  readonly gateTimeoutMs: number;
  readonly maxOutputBytes: number;
}

/** Where gates run. */
export interface Place {
  readonly checkout: string;
  /** Folders with programs that were made for this checkout; they stand before what the machine has. */
  readonly programs: readonly string[];
  /** For reports, outside of the checkout: gates that come later see none of them. */
  readonly reportDir: string;
  readonly cookie: string;
  readonly signal: AbortSignal;
}

/** All gates one after the other: together they would fight for ports, caches and cores. */
export async function runGates(
  options: GateRunning,
  gates: readonly CommandGate[],
  place: Place,
): Promise<readonly GateOutcome[]> {
  const outcomes: GateOutcome[] = [];
  try {
    for (const gate of gates) {
      const outcome = await runGate(options, gate, place);
      outcomes.push(gate.kind === undefined ? outcome : { ...outcome, kind: gate.kind });
    }
  } finally {
    await rm(place.reportDir, { recursive: true, force: true });
  }
  return withStandIns(outcomes);
}

/** A test tool that is not there leaves nothing open where other tests have run; any other tool proves no behaviour. */
function withStandIns(outcomes: readonly GateOutcome[]): readonly GateOutcome[] {
  const tested = outcomes.some(({ kind, status }) => kind === 'test' && status === 'passed');
  return outcomes.map((outcome) => {
    const { leavesUnproven, ...rest } = outcome;
    return leavesUnproven && outcome.kind === 'test' && !tested ? outcome : rest;
  });
}

async function runGate(
  options: GateRunning,
  gate: CommandGate,
  place: Place,
): Promise<GateOutcome> {
  if (gate.missing !== undefined) return notRun(gate);
  const { command, demand } = gate;
  if (demand?.kind === 'licences') return lookAtLicences(gate.gate, demand, place.checkout);
  if (command === undefined) return notRun(gate);
  const absent = await withoutTool(options, gate, place);
  if (absent !== undefined) return absent;
  await mkdir(place.reportDir, { recursive: true });
  const reports = await watchReports(gate, place);
  const step = stepIn(options, place, command);
  const result = await options.runStep({
    ...step,
    env: { ...step.env, ATMS_REPORT: reports.file },
  });
  const texts = await reports.written();
  const said = result.output === '' ? (texts[0] ?? '') : result.output;
  const output = said === '' ? {} : { output: await options.blobs.put(Buffer.from(said)) };
  const outcome = outcomeOf({ ...gate, command }, result, {
    texts,
    checkout: await realpath(place.checkout),
  });
  return { ...outcome, durationMs: result.durationMs, ...output };
}

function stepIn(options: GateRunning, place: Place, command: string) {
  const { gateTimeoutMs: timeoutMs, maxOutputBytes } = options;
  const { checkout: cwd, programs, cookie, signal } = place;
  const env = options.environment();
  const path = [...programs, ...(env['PATH'] === undefined ? [] : [env['PATH']])].join(':');
  const own = programs.length === 0 ? {} : { PATH: path };
  return { command, cwd, env: { ...env, ...own }, cookie, timeoutMs, maxOutputBytes, signal };
}

/** @returns undefined when the gate can run */
export async function withoutTool(
  options: GateRunning,
  { gate, needs }: CommandGate,
  place: Place,
): Promise<GateOutcome | undefined> {
  if (needs === undefined) return undefined;
  const { end } = await options.runStep(stepIn(options, place, `${needs.probe} >/dev/null 2>&1`));
  if (end.kind === 'exited' && end.exitCode === 0) return undefined;
  const why = end.kind === 'exited' ? '' : ` (looking for it: ${describeEnd(end)})`;
  const reason = `not installed: ${needs.install}${why}`;
  const outcome = notRun({ gate, missing: { status: needs.ifMissing, reason } });
  return needs.ifMissing === 'skipped' ? { ...outcome, leavesUnproven: true } : outcome;
}

async function lookAtLicences(
  gate: string,
  demand: Extract<Demand, { kind: 'licences' }>,
  checkout: string,
): Promise<GateOutcome> {
  const startedAt = performance.now();
  const judgement = judge(demand, { packages: await readLicences(checkout) });
  const durationMs = performance.now() - startedAt;
  const { status, reason, remarks } = judgement;
  const findings = remarks.map((remark) => ({ gate, ...remark }));
  return { gate, status, durationMs, findings, ...(reason === undefined ? {} : { reason }) };
}

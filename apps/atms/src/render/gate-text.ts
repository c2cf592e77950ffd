import type { CommandGate, GateOutcome, OwnGate } from '@atms/quality-gateway';
import { oneLine } from '../terminal.ts';
import type { Colours } from './colours.ts';
import { findingLine } from './finding-line.ts';
import { aligned } from './width.ts';

export interface ListedGate {
  readonly gate: CommandGate;
  /** What is not there that it needs. */
  readonly lacks: string | undefined;
}

/** Gates with what they run and why they are there; before them those that run no command, with what they do. */
export function gateListText(
  gates: readonly ListedGate[],
  own: readonly OwnGate[],
  colours: Colours,
): string {
  const judging = own.map(({ gate, does }) => [
    oneLine(gate),
    'own',
    '(no command)',
    oneLine(does),
  ]);
  const rows = gates.map(
    ({ gate: { gate, kind = 'other', command, missing, why, demand }, lacks }) => [
      oneLine(gate),
      kind,
      oneLine(command ?? (missing === undefined ? (demand?.kind ?? '') : `(${missing.status})`)),
      oneLine(missing?.reason ?? [why ?? '', lacks ?? ''].filter(Boolean).join('; ')),
    ],
  );
  return aligned([...judging, ...rows])
    .map((row, at) => (isAbsent(gates[at - judging.length]) ? colours.quiet(row) : row))
    .join('\n');
}

function isAbsent(listed: ListedGate | undefined): boolean {
  return listed?.gate.missing !== undefined || listed?.lacks !== undefined;
}

/** Each gate on a line, its findings below it. */
export function outcomesText(outcomes: readonly GateOutcome[], colours: Colours): string {
  const colour = {
    passed: colours.good,
    failed: colours.bad,
    error: colours.bad,
    skipped: colours.quiet,
    'failed-before': colours.attention,
  };
  return outcomes
    .flatMap((outcome) => [
      colour[outcome.status](headOf(outcome)),
      ...outcome.findings.map((finding) => `  ${shown(findingLine(finding))}`),
    ])
    .join('\n');
}

function headOf({ gate, status, counts, durationMs, reason, findings }: GateOutcome): string {
  const tests =
    counts === undefined
      ? ''
      : `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
  const facts = [tests, `${(durationMs / 1_000).toFixed(1)} s`].filter(Boolean).join(', ');
  const why = reason === undefined || findings.length > 0 ? '' : `: ${oneLine(reason)}`;
  return `${status.padEnd('skipped'.length)}  ${oneLine(gate)}  (${facts})${why}`;
}

/** A finding can hold the end of an output; whole it is in `--json`. */
const longestLine = 400;

function shown(line: string): string {
  return line.length <= longestLine
    ? line
    : `${line.slice(0, longestLine / 4)} […] ${line.slice(-(3 * longestLine) / 4)}`;
}

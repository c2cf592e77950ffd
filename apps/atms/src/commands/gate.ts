import { type CommandGate, type GateOutcome, type OwnGate, ownGates } from '@atms/quality-gateway';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Gates, openGates, type Wanted } from '../gate/open-gates.ts';
import { taskWanted } from '../gate/task-wanted.ts';
import { listenForInterrupts } from '../interrupts.ts';
import { gateListText, type ListedGate, outcomesText } from '../render/gate-text.ts';
import { oneLine } from '../terminal.ts';

export interface GateFlags {
  /** Of this task, as the newest workflow knows it. */
  readonly task?: string;
  readonly workingTree?: true;
}

/** Which gates would run, why each is there, and what it lacks. Runs none of them. */
export function listGates(context: CommandContext, flags: GateFlags): Promise<number> {
  return withGates(context, flags, async (gates, signal) => {
    const wanted = await wantedBy(context, flags, []);
    const found = await gates.find(wanted);
    const own = wanted.task === undefined ? [] : ownGates(wanted.task, found);
    const listed: ListedGate[] = [];
    for (const gate of found) listed.push({ gate, lacks: await gates.lacks(gate, signal) });
    context.terminal.say(`Gates for ${gates.subject}`);
    if (found.length === 0 && wanted.checks !== 'none') sayNone(context);
    showGates(context, own, listed);
    return exitCodes.done;
  });
}

function showGates(
  { terminal, json, colours }: CommandContext,
  own: readonly OwnGate[],
  listed: readonly ListedGate[],
): void {
  if (!json) {
    if (own.length + listed.length > 0) terminal.out(gateListText(listed, own, colours));
    return;
  }
  for (const gate of own) terminal.out(JSON.stringify({ type: 'gate', kind: 'own', ...gate }));
  for (const { gate, lacks } of listed) {
    terminal.out(JSON.stringify({ type: 'gate', ...gate, ...(lacks ? { lacks } : {}) }));
  }
}

/**
 * Runs gates, by default in a fresh checkout of HEAD.
 * @returns 0 when something passed and nothing else happened, 1 otherwise
 */
export function runGates(
  context: CommandContext,
  names: readonly string[],
  flags: GateFlags,
): Promise<number> {
  return withGates(context, flags, async (gates, signal) => {
    const { terminal, json, colours } = context;
    const wanted = await wantedBy(context, flags, names);
    const found = await gates.find(wanted);
    if (found.length === 0) return sayNone(context);
    terminal.say(`Running ${namesOf(found)} on ${gates.subject}`);
    const outcomes = await gates.run(wanted, found, signal);
    if (signal.aborted) return exitCodes.interrupted;
    if (!json) terminal.out(outcomesText(outcomes, colours));
    for (const outcome of json ? outcomes : []) {
      terminal.out(JSON.stringify({ type: 'gate', ...outcome }));
    }
    return exitCodeOf(context, outcomes);
  });
}

async function withGates(
  context: CommandContext,
  { workingTree }: GateFlags,
  act: (gates: Gates, signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const gates = await openGates(context, workingTree === true);
  const interrupts = listenForInterrupts(() =>
    context.terminal.say('Stopping; once more ends at once'),
  );
  try {
    return await act(gates, interrupts.stopping);
  } finally {
    interrupts.end();
    await gates.close();
  }
}

async function wantedBy(
  context: CommandContext,
  { task }: GateFlags,
  names: readonly string[],
): Promise<Wanted> {
  const wanted: Wanted = task === undefined ? { checks: 'found' } : await taskWanted(context, task);
  return names.length === 0 ? wanted : { ...wanted, checks: [...names] };
}

function namesOf(gates: readonly CommandGate[]): string {
  const acting = gates.filter(({ missing }) => missing === undefined).map(({ gate }) => gate);
  return acting.length === 0 ? 'nothing' : acting.map(oneLine).join(', ');
}

function sayNone({ terminal }: CommandContext): number {
  terminal.say(
    'No gates were found: there is no package.json, pyproject.toml, go.mod, Cargo.toml or Makefile with checks. Name them in the plan: checks: [{name: test, run: ./test.sh}]',
  );
  return exitCodes.failed;
}

function exitCodeOf({ terminal }: CommandContext, outcomes: readonly GateOutcome[]): number {
  const isBad = outcomes.some(({ status }) => status === 'failed' || status === 'error');
  if (isBad) return exitCodes.failed;
  const isProven =
    outcomes.some(({ status }) => status === 'passed') &&
    !outcomes.some(({ leavesUnproven }) => leavesUnproven);
  if (!isProven) terminal.say('Nothing was proven: no gate that counts has passed');
  return isProven ? exitCodes.done : exitCodes.failed;
}

/** What the outcome of a gate depends on beside the tree that it is run on. */
import { createHash } from 'node:crypto';
import type { TaskSpec } from '@atms/contracts';
import { isTestGate } from './integrity/judging-gates.ts';
import type { CommandGate } from './ports.ts';

interface Place {
  readonly repository: string;
  readonly spec: Pick<TaskSpec, 'prepare'>;
}

/** @returns the same text for two gates only if they come to the same on one tree */
export function definitionOf(
  { repository, spec }: Place,
  gates: readonly CommandGate[],
  gate: CommandGate,
): string {
  const leads = gates.slice(0, gates.indexOf(gate)).filter(leadsOthers).map(partsOf);
  const all = JSON.stringify([repository, spec.prepare ?? null, leads, partsOf(gate)]);
  return createHash('sha256').update(all).digest('hex').slice(0, 32);
}

/** What is said or done where a tool is missing is no part of it: what runs is the same. */
function partsOf({ gate, command, kind, report, reader, demand, needs }: CommandGate) {
  return { gate, command, kind, report, reader, demand, probe: needs?.probe };
}

/** These gates, and those before them that may leave in the checkout what they need. */
export function withLeads(
  gates: readonly CommandGate[],
  wanted: readonly CommandGate[],
): readonly CommandGate[] {
  const last = gates.findLastIndex((gate) => wanted.includes(gate));
  return gates.filter((gate, at) => wanted.includes(gate) || (at < last && leadsOthers(gate)));
}

/** Of what a plan's own command does nothing is known. */
function leadsOthers(gate: CommandGate): boolean {
  const { kind = 'other', command, missing } = gate;
  if (command === undefined || missing !== undefined || isTestGate(gate)) return false;
  return kind === 'build' || kind === 'other';
}

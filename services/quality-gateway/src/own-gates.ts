/** The gates that run no command of the project and judge all the same: what they do for a task. */
import type { TaskSpec } from '@atms/contracts';
import { ableToFailGate } from './able-to-fail.ts';
import { scopeGate } from './domain/verdict.ts';
import { integrityGate } from './integrity/attempt-change.ts';
import { isTestGate } from './integrity/judging-gates.ts';
import { promiseOf } from './integrity/promise.ts';
import type { CommandGate } from './ports.ts';

export interface OwnGate {
  readonly gate: string;
  /** For people: what it looks at in attempts of this task, and what it asks. */
  readonly does: string;
}

/** @param gates those that were found for the task */
export function ownGates(spec: TaskSpec, gates: readonly CommandGate[]): readonly OwnGate[] {
  const scope = { gate: scopeGate, does: scopeOf(spec) };
  if (spec.checks === 'none') return [scope];
  return [
    scope,
    {
      gate: integrityGate,
      does: 'reads what an attempt changed: refuses tests that are lost or ask less, weaker settings, edited checks',
    },
    { gate: ableToFailGate, does: ableToFailOf(spec, gates) },
  ];
}

function scopeOf({ paths }: TaskSpec): string {
  const asked =
    paths.length === 0
      ? 'the task declares no paths, so an attempt may write anywhere'
      : `refuses changes outside of ${paths.join(', ')}`;
  return `${asked}; refuses what was done to the repository itself`;
}

function ableToFailOf(spec: TaskSpec, gates: readonly CommandGate[]): string {
  const hasTests = gates.some((gate) => gate.command !== undefined && isTestGate(gate));
  if (!hasTests) return 'asks nothing: no gate runs tests';
  switch (promiseOf(spec)) {
    case 'behaviour':
      return 'runs the tests without the change, except to them: one has to fail, as the task promises behaviour';
    case 'none':
      return 'asks nothing: the task promises no behaviour, by its category or its paths';
    default:
      return 'runs changed tests without the rest of the change and says whether one fails; asks nothing, as the task names neither acceptance criteria nor a category that promises behaviour';
  }
}

/** Which gates judge an attempt when it changed what they are found by. */
import type { TaskSpec } from '@atms/contracts';
import type { CommandGate } from '../ports.ts';
import { isForTools } from './promise.ts';
import { isSetting } from './settings.ts';
import { isTestFile } from './test-files.ts';

/** Files by which gates are found, beside the settings: any of them may be the reason why a gate is there. */
const telling =
  /(^|\/)(Pipfile|go\.mod|go\.sum|requirements[^/]*\.(txt|in)|pnpm-workspace\.yaml|pnpm-lock\.yaml|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|bun\.lockb?)$/;

/** Whether the base has to be asked for its gates at all. */
export function movesGates(changed: readonly string[]): boolean {
  return changed.some((path) => isSetting(path) || telling.test(path) || isTestFile(path));
}

interface Found {
  readonly base: readonly CommandGate[];
  readonly attempt: readonly CommandGate[];
  readonly spec: TaskSpec;
  readonly changed: readonly string[];
}

/**
 * Nothing that the attempt did takes a gate of the base away or gives it another command; it may add gates. Paths that
 * name a file let it be edited and say nothing of what judges: only the category of a task does. What such a task took
 * away or changed stays in the list, for the result to say so.
 */
export function judgingGates({ base, attempt, spec }: Found): readonly CommandGate[] {
  const kept = base.filter(({ missing }) => missing === undefined);
  const before = new Map(kept.map((gate) => [gate.gate, gate]));
  const gone = kept.filter((gate) => !attempt.some((one) => one.gate === gate.gate));
  if (isForTools(spec)) {
    return [
      ...attempt.map((gate) => withFormer(gate, before.get(gate.gate))),
      ...gone.map(takenAway),
    ];
  }
  return [...attempt.map((gate) => before.get(gate.gate) ?? gate), ...gone.map(undeclared)];
}

function withFormer(gate: CommandGate, former: CommandGate | undefined): CommandGate {
  const isSame = former?.command === undefined || former.command === gate.command;
  return isSame ? gate : { ...gate, formerly: former.command };
}

function takenAway({ command, gate, kind }: CommandGate): CommandGate {
  const reason = "it was taken away, as a task of the category 'tooling' may";
  return {
    gate,
    ...(kind === undefined ? {} : { kind }),
    ...(command === undefined ? {} : { formerly: command }),
    missing: { status: 'skipped', reason },
  };
}

/** A tool that the attempt no longer asks for is not left out because nobody has installed it. */
function undeclared(gate: CommandGate): CommandGate {
  return gate.needs === undefined
    ? gate
    : { ...gate, needs: { ...gate.needs, ifMissing: 'error' } };
}

const testName = /(^|[^a-z])(tests?|specs?|e2e|unit|integration)([^a-z]|$)/i;
const testCommand =
  /\bnode\b[^|;&]*--test\b|\b(vitest|jest|mocha|ava|pytest|tap|rspec|phpunit)\b|\b(go|cargo|mvn|gradle|dotnet|mix|deno|bun|npm|pnpm|yarn)\s+(run\s+)?(--\S+\s+)*test\b/;

/** A command that a plan names says nothing of its kind. */
export function isTestGate({ kind, gate, command = '' }: CommandGate): boolean {
  if (kind !== undefined && kind !== 'other') return kind === 'test';
  return testName.test(gate) || testCommand.test(command);
}

/**
 * Whether what was red before is not blamed. A plan's own commands and figures, those that run tests too, ask for what is
 * to come: they are red until the work is done.
 */
export function isRelative(gate: CommandGate): boolean {
  if (gate.demand !== undefined) return false;
  return gate.kind !== undefined || gate.why !== 'the plan';
}

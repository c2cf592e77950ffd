import type { Check, Checks } from '@atms/contracts';
import type { CommandGate, GateKind } from '../ports.ts';
import { figureGate } from './figure-gates.ts';
import { nodeGates, scriptGate } from './node-gates.ts';
import { nodeTools } from './node-tools.ts';
import { goTools, makeGates, rustTools } from './other-tools.ts';
import { pythonTools } from './python-tools.ts';
import type { Project } from './project.ts';
import { declaredGates, type Tool, toolGate } from './tool.ts';

/** The gates that `checks` comes to in a project. */
export function findGates(checks: Checks, project: Project): readonly CommandGate[] {
  if (checks === 'none') return [];
  const found = foundGates(project);
  if (checks === 'found') return numbered(found);
  return numbered(distinct(checks.flatMap((check) => gatesFor(check, project, found))));
}

/** Everything that the project itself is set up with. */
function foundGates(project: Project): readonly CommandGate[] {
  const special = [
    ...nodeGates(project),
    ...declaredGates(project, [...pythonTools(project), ...goTools, ...rustTools]),
  ];
  const made = makeGates(project, special);
  const isMade = (gate: CommandGate) =>
    gate.missing !== undefined && made.some(({ kind }) => kind === gate.kind);
  return [...special.filter((gate) => !isMade(gate)), ...made];
}

function gatesFor(
  check: Check,
  project: Project,
  found: readonly CommandGate[],
): readonly CommandGate[] {
  if (typeof check === 'string') return namedGates(check, project, found);
  if (!('run' in check)) return [figureGate(project, check)];
  const { name, run, report } = check;
  const gate = { gate: name, command: run, why: 'the plan' };
  return [report === undefined ? gate : { ...gate, report }];
}

/** What a word of a plan may mean beside the name of a gate. */
const kinds: Readonly<Record<string, GateKind>> = {
  test: 'test',
  tests: 'test',
  lint: 'lint',
  typecheck: 'types',
  types: 'types',
  format: 'format',
  security: 'security',
  build: 'build',
};

/** A gate that was found, a script, a tool that ATMS knows, or all that were found of a kind; else an error. */
function namedGates(
  name: string,
  project: Project,
  found: readonly CommandGate[],
): readonly CommandGate[] {
  const there = found.filter(({ missing }) => missing === undefined);
  const same = there.find(({ gate }) => gate === name) ?? scriptGate(project, name);
  if (same !== undefined) return [demanded(same)];
  const ofKind = there.filter(({ kind }) => kind === kinds[name]);
  if (Object.hasOwn(kinds, name) && ofKind.length > 0) return ofKind.map(demanded);
  const tool = toolsFor(project).find(({ gate }) => gate === name);
  if (tool !== undefined) return [toolGate(tool, { why: 'the plan', ifMissing: 'error' })];
  return [notThere(name, project, there)];
}

/** A tool that is not installed may be left out only where nobody asked for it. */
function demanded(gate: CommandGate): CommandGate {
  return gate.needs === undefined
    ? gate
    : { ...gate, needs: { ...gate.needs, ifMissing: 'error' } };
}

/** Tools of the languages that the project is written in. */
function toolsFor(project: Project): readonly Tool[] {
  const isPython = [...project.files].some((file) => file.endsWith('.py'));
  return [
    ...(project.files.has('package.json') ? nodeTools(project) : []),
    ...(isPython ? pythonTools(project) : []),
    ...(project.files.has('go.mod') ? goTools : []),
    ...(project.files.has('Cargo.toml') ? rustTools : []),
  ];
}

function notThere(name: string, project: Project, there: readonly CommandGate[]): CommandGate {
  const place = project.files.has('package.json') ? 'package.json has' : 'the project has';
  const names = there.map(({ gate }) => gate).join(', ');
  const reason =
    `${place} no script '${name}'; add it, or name the check with a command` +
    (names === '' ? '' : `. Found here: ${names}`);
  return { gate: name, missing: { status: 'error', reason } };
}

/** Two words of a plan may mean the same tool. */
function distinct(gates: readonly CommandGate[]): readonly CommandGate[] {
  const same = (one: CommandGate) => JSON.stringify([one.gate, one.command, one.demand]);
  return [...new Map(gates.map((gate) => [same(gate), gate])).values()];
}

/** What a plan calls by a name keeps it, before what is found; of several the first. The others are numbered. */
function numbered(gates: readonly CommandGate[]): readonly CommandGate[] {
  const isOwn = ({ kind, why }: CommandGate) => kind === undefined && why === 'the plan';
  const first = new Map<string, CommandGate>();
  for (const gate of [...gates.filter(isOwn), ...gates].toReversed()) first.set(gate.gate, gate);
  const taken = new Set(first.keys());
  return gates.map((gate) => {
    if (first.get(gate.gate) === gate) return gate;
    let number = 2;
    while (taken.has(`${gate.gate} (${number})`)) number++;
    const name = `${gate.gate} (${number})`;
    taken.add(name);
    return { ...gate, gate: name };
  });
}

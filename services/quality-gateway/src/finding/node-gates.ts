import type { CommandGate, GateKind } from '../ports.ts';
import { manifestOf, runScript } from './manifest.ts';
import { nodeTools } from './node-tools.ts';
import type { Project } from './project.ts';
import { declaredGates } from './tool.ts';
import { workspaceGate } from './workspaces.ts';

interface Role {
  readonly kind: GateKind;
  /** Names of scripts, the first that is there counts. */
  readonly scripts: readonly string[];
  /** What a project is expected to have: its absence is said. */
  readonly isExpected: boolean;
}

const roles: readonly Role[] = [
  { kind: 'test', scripts: ['test'], isExpected: true },
  { kind: 'lint', scripts: ['lint'], isExpected: true },
  {
    kind: 'types',
    scripts: ['typecheck', 'type-check', 'types', 'check-types', 'check:types', 'tsc'],
    isExpected: true,
  },
  { kind: 'build', scripts: ['build'], isExpected: true },
  {
    kind: 'format',
    scripts: ['format:check', 'check:format', 'format-check', 'fmt:check', 'prettier:check'],
    isExpected: false,
  },
];

/** What `npm init` writes as the test of a project that has none. */
const noTest = /no test specified/;

/** The gates of a project with a package.json: for each role its script, or else the tool that it is set up with. */
export function nodeGates(project: Project): readonly CommandGate[] {
  if (!project.files.has('package.json')) return [];
  return roles.flatMap((role) => gatesOf(project, role));
}

/** A script of the manifest as a gate; undefined when there is none of that name that does something. */
export function scriptGate(
  project: Project,
  script: string,
  kind: GateKind = kindOf(script),
): CommandGate | undefined {
  const text = manifestOf(project).scripts[script];
  if (text === undefined || noTest.test(text)) return undefined;
  const why = `package.json script ${script}`;
  return { gate: script, command: runScript(project, script), kind, why };
}

function kindOf(script: string): GateKind {
  const role = roles.find(({ scripts }) => scripts.includes(script));
  if (role !== undefined) return role.kind;
  return /^(tests?|spec|unit|e2e)\b/.test(script) ? 'test' : 'other';
}

function gatesOf(project: Project, { kind, scripts, isExpected }: Role): readonly CommandGate[] {
  const script = scripts
    .map((name) => scriptGate(project, name, kind))
    .find((gate) => gate !== undefined);
  if (script !== undefined) return [script];
  const everywhere = workspaceGate(project, scripts, kind);
  if (everywhere !== undefined) return [everywhere];
  const tools = nodeTools(project).filter((tool) => tool.kind === kind);
  const found = declaredGates(project, tools);
  // One runner is enough: a project that has two on its way from one to the other would need both to be told apart.
  if (found.length > 0) return kind === 'test' ? found.slice(0, 1) : found;
  return isExpected ? [absent(project, scripts[0] ?? kind, kind)] : [];
}

/** A well-known script that is not there is skipped, not left out: a reader sees what was not checked. */
function absent(project: Project, gate: string, kind: GateKind): CommandGate {
  const isThere = manifestOf(project).scripts[gate] !== undefined;
  const reason = isThere
    ? `the script '${gate}' of package.json says that there is none`
    : `package.json has no script '${gate}'`;
  return { gate, kind, missing: { status: 'skipped', reason } };
}

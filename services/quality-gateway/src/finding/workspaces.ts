import type { CommandGate, GateKind } from '../ports.ts';
import { manifestOf, packageManagerOf, readManifest } from './manifest.ts';
import { ownFiles, type Project } from './project.ts';

const memberManifest = /^[^/]+(\/[^/]+)?\/package\.json$/;

/** How each package manager runs one script in every workspace that has it; Yarn's two lines differ too much. */
const inAll: Readonly<Record<string, (script: string) => string>> = {
  npm: (script) => `npm run --silent --workspaces --if-present ${script}`,
  pnpm: (script) => `pnpm --recursive --if-present run ${script}`,
  bun: (script) => `bun run --filter '*' ${script}`,
};

/** A script that the top of a repository lacks and its workspaces have. */
export function workspaceGate(
  project: Project,
  scripts: readonly string[],
  kind: GateKind,
): CommandGate | undefined {
  const run = inAll[packageManagerOf(project)];
  if (run === undefined || !hasWorkspaces(project)) return undefined;
  for (const script of scripts) {
    const member = memberWith(project, script);
    if (member !== undefined) {
      return { gate: script, command: run(script), kind, why: `${member} script ${script}` };
    }
  }
  return undefined;
}

function hasWorkspaces(project: Project): boolean {
  return manifestOf(project).workspaces !== undefined || project.files.has('pnpm-workspace.yaml');
}

function memberWith(project: Project, script: string): string | undefined {
  return ownFiles(project, memberManifest).find((file) =>
    Object.hasOwn(readManifest(project.text(file)).scripts, script),
  );
}

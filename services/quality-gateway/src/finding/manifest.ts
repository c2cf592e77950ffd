import { z } from 'zod';
import type { Project } from './project.ts';

const names = z.record(z.string(), z.string()).catch({});

/** As much of a package.json as checks depend on. What does not fit counts as not there. */
const shape = z.object({
  scripts: names.default({}),
  dependencies: names.default({}),
  devDependencies: names.default({}),
  optionalDependencies: names.default({}),
  workspaces: z.unknown().optional(),
  packageManager: z.string().optional().catch(undefined),
  eslintConfig: z.unknown().optional(),
  prettier: z.unknown().optional(),
});
export type Manifest = z.infer<typeof shape>;

export function readManifest(text: string | undefined): Manifest {
  return shape.parse(objectIn(text));
}

function objectIn(text: string | undefined): object {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}

export function manifestOf(project: Project): Manifest {
  return readManifest(project.text('package.json'));
}

export function dependsOn(project: Project, name: string): boolean {
  const { dependencies, devDependencies } = manifestOf(project);
  return Object.hasOwn(dependencies, name) || Object.hasOwn(devDependencies, name);
}

type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

const lockfiles: readonly (readonly [file: string, manager: PackageManager])[] = [
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
];

/** By the lockfile, else by what the manifest names, else npm. */
export function packageManagerOf(project: Project): PackageManager {
  const locked = lockfiles.find(([file]) => project.files.has(file))?.[1];
  const [, named] = /^(npm|pnpm|yarn|bun)@/.exec(manifestOf(project).packageManager ?? '') ?? [];
  return locked ?? managers.find((one) => one === named) ?? 'npm';
}

const managers: readonly PackageManager[] = ['npm', 'pnpm', 'yarn', 'bun'];

/** The command that runs a script of the manifest. */
export function runScript(project: Project, script: string): string {
  const manager = packageManagerOf(project);
  const name = /^[\w:.@/-]+$/.test(script) ? script : `'${script.replaceAll("'", `'\\''`)}'`;
  return manager === 'npm' ? `npm run --silent ${name}` : `${manager} run ${name}`;
}

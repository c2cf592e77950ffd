/** The parts of a package.json that say how its package is checked. What cannot be read says nothing. */
import { z } from 'zod';

const tools = [
  'jest',
  'vitest',
  'mocha',
  'ava',
  'c8',
  'nyc',
  'tap',
  'eslintConfig',
  'xo',
  'prettier',
];
const shape = z.record(z.string(), z.unknown());
const scripts = z.object({ scripts: z.record(z.string(), z.string()) });

export function scriptsOf(manifest: string | undefined): Readonly<Record<string, string>> {
  const read = scripts.safeParse(parsed(manifest));
  return read.success ? read.data.scripts : {};
}

/** The tools' own settings, as one text to compare. */
export function toolSettingsOf(manifest: string | undefined): string {
  const read = shape.safeParse(parsed(manifest));
  const all = read.success ? read.data : {};
  return JSON.stringify(Object.fromEntries(tools.map((tool) => [tool, all[tool]])));
}

const listed = z.array(z.string());
const workspaces = z.object({ workspaces: z.union([listed, z.object({ packages: listed })]) });

/** Where the packages of a repository stand, as patterns. */
export function workspacesOf(manifest: string | undefined): readonly string[] {
  const read = workspaces.safeParse(parsed(manifest));
  if (!read.success) return [];
  const { workspaces: told } = read.data;
  return 'packages' in told ? told.packages : told;
}

const dependencies = ['dependencies', 'devDependencies', 'overrides', 'resolutions'];

/** Where packages come from, by their names. */
export function sourcesOf(manifest: string | undefined): Readonly<Record<string, string>> {
  const read = shape.safeParse(parsed(manifest));
  const sources = dependencies.flatMap((key) => {
    const listed = z.record(z.string(), z.string()).safeParse(read.data?.[key]);
    return listed.success ? Object.entries(listed.data) : [];
  });
  return Object.fromEntries(sources);
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '{}');
  } catch {
    return {};
  }
}

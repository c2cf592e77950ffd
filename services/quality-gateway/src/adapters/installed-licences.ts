/** Reads which packages a project installs for production, and under which licences they stand. */
import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { InstalledPackage } from '../reports/licences.ts';

const ranges = z.record(z.string(), z.unknown()).catch({});
const shape = z.object({
  name: z.string().catch(''),
  version: z.string().catch(''),
  license: z.unknown().optional(),
  licenses: z.unknown().optional(),
  dependencies: ranges.default({}),
  optionalDependencies: ranges.default({}),
});
type Shape = z.infer<typeof shape>;

/** More than any project has; a wrong tree must not be walked for ever. */
const mostPackages = 20_000;

/**
 * Walks the dependencies as Node resolves them, so that it holds for every package manager's layout.
 * @param checkout with its packages installed
 */
export async function readLicences(checkout: string): Promise<readonly InstalledPackage[]> {
  const top = await readShape(checkout);
  const found = new Map<string, InstalledPackage>();
  const waiting = top === undefined ? [] : wantedBy(top, checkout);
  for (const wanted of waiting) {
    if (found.size >= mostPackages) break;
    const folder = await resolve(wanted);
    if (folder !== undefined && found.has(folder)) continue;
    const manifest = folder === undefined ? undefined : await readShape(folder);
    if (folder === undefined || manifest === undefined) {
      if (!wanted.isOptional) found.set(`missing ${wanted.name}`, { name: wanted.name });
      continue;
    }
    found.set(folder, packageOf(manifest, wanted.name));
    waiting.push(...wantedBy(manifest, folder));
  }
  return [...found.values()];
}

interface Wanted {
  readonly name: string;
  readonly from: string;
  readonly isOptional: boolean;
}

function wantedBy({ dependencies, optionalDependencies }: Shape, from: string): Wanted[] {
  const optional = Object.keys(optionalDependencies);
  const needed = Object.keys(dependencies).filter((name) => !optional.includes(name));
  return [
    ...needed.map((name) => ({ name, from, isOptional: false })),
    ...optional.map((name) => ({ name, from, isOptional: true })),
  ];
}

/** The folder of a package as seen from another, upwards through the folders above it. */
async function resolve({ name, from }: Wanted): Promise<string | undefined> {
  for (let folder = from; ; folder = dirname(folder)) {
    const real = await realpath(join(folder, 'node_modules', name)).catch(() => undefined);
    if (real !== undefined) return real;
    if (dirname(folder) === folder) return undefined;
  }
}

async function readShape(folder: string): Promise<Shape | undefined> {
  try {
    return shape.parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
  } catch {
    return undefined;
  }
}

function packageOf(manifest: Shape, wanted: string): InstalledPackage {
  const licence = licenceIn(manifest.license) ?? licenceIn(manifest.licenses);
  return {
    name: manifest.name === '' ? wanted : manifest.name,
    version: manifest.version,
    ...(licence === undefined ? {} : { licence }),
  };
}

/** Old manifests have `{type}`, and lists of which any may be chosen. */
function licenceIn(value: unknown): string | undefined {
  if (typeof value === 'string' && value !== '') return value;
  if (Array.isArray(value)) {
    const all = value.map(licenceIn).filter((one) => one !== undefined);
    return all.length === 0 ? undefined : `(${all.join(' OR ')})`;
  }
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  return licenceIn(value.type);
}

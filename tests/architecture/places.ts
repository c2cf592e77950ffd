/** Where a file stands in the architecture, and what an import of it points to. */
import { dirname, join, normalize } from 'node:path';
import { isTest, packages } from './repository.ts';

/** Packages each have an area of their own; all services share one, and so do all apps. */
export type Area =
  | 'contracts'
  | 'eventsourcing'
  | 'plan'
  | 'platform'
  | 'testkit'
  | 'service'
  | 'app'
  | 'tests'
  | 'tools';

export interface Place {
  readonly area: Area;
  /** Folder of the package, such as `services/queue`; `undefined` outside of packages. */
  readonly folder: string | undefined;
  /** Inside a service: the name of the folder or file directly under `src`, without its suffix. */
  readonly layer: string | undefined;
}

const packageAreas: Readonly<Record<string, Area>> = {
  'packages/contracts': 'contracts',
  'packages/eventsourcing': 'eventsourcing',
  'packages/plan': 'plan',
  'packages/platform': 'platform',
  'packages/testkit': 'testkit',
};

export function placeOf(file: string): Place {
  const [top = '', name = '', src, ...inside] = file.split('/');
  const folder = `${top}/${name}`;
  if (top === 'services') {
    return { area: 'service', folder, layer: src === 'src' ? nameUnderSource(inside) : undefined };
  }
  if (top === 'apps') return { area: 'app', folder, layer: undefined };
  const area = packageAreas[folder];
  if (area !== undefined) return { area, folder, layer: undefined };
  return { area: isTest(file) ? 'tests' : 'tools', folder: undefined, layer: undefined };
}

/** What a relative import points to, from the root; any other import as it is. */
export function pathOf(file: string, specifier: string): string {
  return specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : specifier;
}

/** The place of what is imported, or `undefined` when it is not ours. */
export function targetOf(file: string, specifier: string): Place | undefined {
  if (specifier.startsWith('.')) return placeOf(pathOf(file, specifier));
  const target = packages.find(
    ({ name }) => specifier === name || specifier.startsWith(`${name}/`),
  );
  return target === undefined ? undefined : placeOf(`${target.folder}/src/index.ts`);
}

function nameUnderSource(inside: readonly string[]): string | undefined {
  return inside[0]?.replace(/(\.(spec|int|prop))*\.(ts|mjs)$/, '');
}

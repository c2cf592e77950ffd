/** Who may import whom. Everything that is not said here is refused. */
import { importsOf } from './imports.ts';
import { type Area, pathOf, type Place, placeOf, targetOf } from './places.ts';
import { isTest, read } from './repository.ts';

const shared: readonly Area[] = ['contracts', 'eventsourcing', 'plan', 'platform'];

/** Within one package everything may import everything, except inside a service, where the layers below hold. */
const areas: Readonly<Record<Area, readonly Area[]>> = {
  contracts: [],
  eventsourcing: [],
  plan: ['contracts'],
  platform: ['contracts', 'eventsourcing', 'plan'],
  testkit: shared,
  service: shared,
  app: [...shared, 'service'],
  tests: [...shared, 'testkit', 'service', 'app', 'tests', 'tools'],
  tools: ['tools'],
};

/**
 * The layers of a service. A file or folder with another name is a `part`: what `service.ts` is made of, such as the
 * loop that watches leases. `index` is the face of the package and `main` its program: only these two, the adapters
 * themselves and the apps know an adapter.
 */
const layers: Readonly<Record<string, readonly string[]>> = {
  domain: ['domain'],
  projections: ['domain', 'projections'],
  processes: ['domain', 'projections', 'processes'],
  ports: ['domain', 'projections', 'ports', 'part'],
  config: ['domain', 'config'],
  api: ['domain', 'projections', 'processes', 'ports', 'config', 'api', 'part'],
  part: ['domain', 'projections', 'processes', 'ports', 'config', 'api', 'part'],
  service: ['domain', 'projections', 'processes', 'ports', 'config', 'api', 'part', 'service'],
  adapters: ['domain', 'projections', 'ports', 'config', 'part', 'adapters'],
  index: [
    'domain',
    'projections',
    'processes',
    'ports',
    'config',
    'api',
    'part',
    'service',
    'adapters',
  ],
  main: ['index', 'ports', 'config', 'part', 'service', 'adapters'],
};

/** One sentence for each import of a file that no arrow allows. */
export function refusedImports(file: string): readonly string[] {
  const from = placeOf(file);
  return importsOf(read(file)).flatMap(({ specifier, line }) => {
    const to = specifier === undefined ? undefined : targetOf(file, specifier);
    if (specifier === undefined || to === undefined) return [];
    const reason = reasonAgainst({ file, from, to, specifier });
    return reason === undefined ? [] : [`${file}:${line} imports ${specifier}: ${reason}`];
  });
}

interface Arrow {
  readonly file: string;
  readonly from: Place;
  readonly to: Place;
  readonly specifier: string;
}

function reasonAgainst(arrow: Arrow): string | undefined {
  const { file, from, to, specifier } = arrow;
  if (!isTest(file) && isTest(pathOf(file, specifier)))
    return 'a program imports nothing of its tests';
  if (from.folder === undefined) return reasonBetween(arrow);
  if (from.folder === to.folder) return reasonInside(arrow);
  return specifier.startsWith('.') ? 'it leaves its package by a path' : reasonBetween(arrow);
}

function reasonBetween({ file, from, to }: Arrow): string | undefined {
  if (to.area === 'testkit') return isTest(file) ? undefined : 'only tests import the testkit';
  const allowed = areas[from.area];
  if (allowed.includes(to.area)) return undefined;
  return `${from.area} may import ${allowed.join(', ') || 'nothing of ours'}, and never ${to.area}`;
}

function reasonInside({ file, from, to }: Arrow): string | undefined {
  if (from.area !== 'service' || isTest(file)) return undefined;
  const layer = layerOf(from);
  const allowed = layers[layer] ?? [];
  if (allowed.includes(layerOf(to))) return undefined;
  return `in a service ${layer} may import ${allowed.join(', ')}, and never ${layerOf(to)}`;
}

function layerOf({ layer }: Place): string {
  return layer !== undefined && Object.hasOwn(layers, layer) ? layer : 'part';
}

/** Faults for the tests of `tests/architecture`, purity apart. */
import type { PlantedFault } from './planted-fault.ts';

const spec = (name: string) => `tests/architecture/${name}.spec.ts`;

/** `from` imports `specifier`, which no arrow allows. */
function arrowFault(name: string, file: string, specifier: string): PlantedFault {
  const create = `export * from '${specifier}';\n`;
  return {
    name,
    file,
    change: { create },
    check: spec('arrows'),
    expects: `${file}:1 imports ${specifier}`,
  };
}

const arrowFaults: readonly PlantedFault[] = [
  arrowFault(
    'a service that imports another',
    'services/queue/src/adapters/planted.ts',
    '@atms/executor',
  ),
  arrowFault(
    'a service that imports another by a path',
    'services/queue/src/adapters/planted.ts',
    '../../../executor/src/index.ts',
  ),
  arrowFault(
    'a decider that imports an adapter',
    'services/queue/src/domain/planted.ts',
    '../adapters/planted.ts',
  ),
  arrowFault(
    'a decider that imports the API',
    'services/queue/src/domain/planted.ts',
    '../api/planted.ts',
  ),
  arrowFault(
    'a process that imports an adapter',
    'services/queue/src/processes/planted.ts',
    '../adapters/planted.ts',
  ),
  arrowFault(
    'an API that imports an adapter',
    'services/queue/src/api/planted.ts',
    '../adapters/planted.ts',
  ),
  arrowFault(
    'an adapter that imports the wiring',
    'services/queue/src/adapters/planted.ts',
    '../service.ts',
  ),
  arrowFault(
    'a part of the wiring that imports an adapter',
    'services/queue/src/planted.ts',
    './adapters/planted.ts',
  ),
  arrowFault(
    'a plan that imports the platform',
    'packages/plan/src/planted.ts',
    '@atms/platform/git',
  ),
  arrowFault(
    'contracts that import something of ours',
    'packages/contracts/src/planted.ts',
    '@atms/plan',
  ),
  arrowFault(
    'a pattern that knows the contracts',
    'packages/eventsourcing/src/planted.ts',
    '@atms/contracts',
  ),
  arrowFault(
    'a platform that imports a service',
    'packages/platform/src/git/planted.ts',
    '@atms/executor',
  ),
  arrowFault(
    'a service that imports an app',
    'services/queue/src/adapters/planted.ts',
    '@atms/cli',
  ),
  arrowFault(
    'a program that imports what specs share',
    'services/queue/src/adapters/planted.ts',
    '../testing/planted.ts',
  ),
  arrowFault(
    'a program that imports the testkit',
    'services/queue/src/adapters/planted.ts',
    '@atms/testkit',
  ),
];

const home = ['', 'home', 'somebody', 'project'].join('/');
const registry = ['registry', 'example', 'org'].join('.');
const program = 'services/queue/src/adapters/planted.ts';

export const architectureFaults: readonly PlantedFault[] = [
  ...arrowFaults,
  {
    name: 'a wiring that imports an adapter',
    file: 'services/queue/src/service.ts',
    change: { append: "\nexport * from './adapters/planted.ts';\n" },
    check: spec('arrows'),
    expects: /service\.ts:\d+ imports \.\/adapters\/planted\.ts/,
  },
  {
    name: 'an import that the manifest does not name',
    file: 'packages/plan/src/planted.ts',
    change: { create: "export { execa } from 'execa';\n" },
    check: spec('dependencies'),
    expects: 'packages/plan/src/planted.ts imports execa',
  },
  {
    name: 'a dependency that nothing imports',
    file: 'packages/contracts/package.json',
    change: { replace: '"zod": "catalog:"', by: '"zod": "catalog:",\n    "yaml": "catalog:"' },
    check: spec('dependencies'),
    expects: 'packages/contracts/package.json names yaml',
  },
  {
    name: 'a folder without a package',
    file: 'services/planted/src/index.ts',
    change: { create: 'export {};\n' },
    check: spec('workspace'),
    expects: 'services/planted',
  },
  {
    name: 'a file of more than 350 lines, scripts included',
    file: 'scripts/planted.mjs',
    change: { create: '// planted\n'.repeat(351) },
    check: spec('habits'),
    expects: 'scripts/planted.mjs has 351 lines',
  },
  {
    name: 'a waiver in the code',
    file: program,
    change: { create: '// oxlint-disable-next-line no-console\nexport const planted = 1;\n' },
    check: spec('habits'),
    expects: `${program}:1`,
  },
  {
    name: 'a double cast',
    file: program,
    change: { create: 'export const planted = (value: string) => value as unknown as number;\n' },
    check: spec('habits'),
    expects: `${program}:1`,
  },
  {
    name: 'an index that lists no names',
    file: 'packages/contracts/src/index.ts',
    change: { append: "export * from './planted.ts';\n" },
    check: spec('habits'),
    expects: /packages\/contracts\/src\/index\.ts:\d+ export \*/,
  },
  {
    name: 'a link that leads nowhere',
    file: 'CONTRIBUTING.md',
    change: { append: '\nSee [the other page](docs/planted.md).\n' },
    check: spec('documents'),
    expects: 'CONTRIBUTING.md links to docs/planted.md',
  },
  {
    name: 'a folder of one machine',
    file: program,
    change: { create: `export const planted = '${home}';\n` },
    check: spec('portability'),
    expects: `${program}:1`,
  },
  {
    name: 'the name of a registry',
    file: program,
    change: { create: `export const planted = 'https://${registry}/';\n` },
    check: spec('portability'),
    expects: `${program}:1`,
  },
];

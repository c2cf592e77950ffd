/** Faults for the three guards of purity: each guard alone has to find them, so that none rests on the others. */
import type { PlantedFault } from './planted-fault.ts';

const architecture = 'tests/architecture/purity.spec.ts';

const folders = [
  'packages/eventsourcing/src',
  'packages/plan/src',
  'services/task-manager/src/domain',
  'services/task-manager/src/processes',
  'services/task-manager/src/projections',
];

const timer = 'export const planted = () => setTimeout(() => undefined, 1);\n';
const clock = 'export const planted = () => Date.now();\n';

function inEachFolder(fault: Omit<PlantedFault, 'file'>): readonly PlantedFault[] {
  return folders.map((folder) => ({
    ...fault,
    name: `${fault.name} in ${folder}`,
    file: `${folder}/planted.ts`,
  }));
}

function inDomain(
  name: string,
  create: string,
  found: Pick<PlantedFault, 'check' | 'expects'>,
): PlantedFault {
  return { name, file: 'services/queue/src/domain/planted.ts', change: { create }, ...found };
}

const byLint = (rule: string) => ({ check: 'lint', expects: `eslint(${rule})` });
const byTest = (says: string) => ({
  check: architecture,
  expects: new RegExp(`planted\\.ts:\\d+ ${says}`),
});
const byTypes = { check: 'pure-types', expects: /planted\.ts.*TS(2304|2580|2584|2591|2307)/ };

export const purityFaults: readonly PlantedFault[] = [
  ...inEachFolder({ name: 'a timer', change: { create: timer }, ...byTypes }),
  ...inEachFolder({
    name: 'the clock',
    change: { create: clock },
    ...byLint('no-restricted-properties'),
  }),
  ...inEachFolder({ name: 'the clock', change: { create: clock }, ...byTest('reads the clock') }),

  inDomain('the environment', "export const planted = () => process.env['HOME'];\n", byTypes),
  inDomain('the disk', "export { readFileSync } from 'node:fs';\n", byTypes),

  inDomain('a timer', timer, byLint('no-restricted-globals')),
  inDomain(
    'a timer behind globalThis',
    'export const planted = () => globalThis.setTimeout(() => undefined, 1);\n',
    byLint('no-restricted-globals'),
  ),
  inDomain(
    'chance',
    'export const planted = () => Math.random();\n',
    byLint('no-restricted-properties'),
  ),
  inDomain(
    'the disk',
    "export { readFileSync } from 'node:fs';\n",
    byLint('no-restricted-imports'),
  ),
  inDomain(
    'a program to start',
    "export { execa } from 'execa';\n",
    byLint('no-restricted-imports'),
  ),
  inDomain(
    'the platform',
    "export * from '@atms/platform/git';\n",
    byLint('no-restricted-imports'),
  ),

  inDomain(
    'the current instant',
    'export const planted = () => new Date();\n',
    byTest('reads the clock'),
  ),
  inDomain('a timer', timer, byTest('has a timer')),
  inDomain('chance', 'export const planted = () => Math.random();\n', byTest('depends on chance')),
  inDomain('the disk', "export { readFileSync } from 'node:fs';\n", byTest('imports node:fs')),
  inDomain(
    'a package that is not on its list',
    "export { parse } from 'yaml';\n",
    byTest('imports yaml'),
  ),
  inDomain(
    'an import that only the run tells',
    'export const planted = (name: string): Promise<unknown> => import(name);\n',
    byTest('imports what only the run tells'),
  ),
  inDomain(
    'state outside of what is returned',
    'let last = 0;\nexport const planted = () => (last += 1);\n',
    byTest('keeps state outside of what it returns'),
  ),
];

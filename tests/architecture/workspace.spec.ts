import { describe, expect, it } from 'vitest';
import { basename } from 'node:path';
import { parse } from 'yaml';
import { exists, files, packageFolders, packages, read, rootPackage } from './repository.ts';

interface Workspace {
  readonly packages: readonly string[];
  readonly catalog: Readonly<Record<string, string>>;
}

const workspace = parse(read('pnpm-workspace.yaml')) as Workspace;

const architecture = [
  'packages/contracts',
  'packages/eventsourcing',
  'packages/plan',
  'packages/platform',
  'packages/testkit',
  'services/task-manager',
  'services/queue',
  'services/agent-coordinator',
  'services/executor',
  'services/quality-gateway',
  'services/monitoring',
  'apps/atms',
];

describe('the workspace', () => {
  it('has every package of the architecture', () => {
    expect(packages.map(({ folder }) => folder)).toEqual(expect.arrayContaining(architecture));
  });

  it('has a package in every folder that pnpm-workspace.yaml names, and in no other', () => {
    expect(workspace.packages).toEqual(packageFolders.map((folder) => `${folder}/*`));
    const folders = files.map(
      (file) => /^(packages|services|apps)\/[^/]+(?=\/)/.exec(file)?.[0] ?? '',
    );
    const without = [...new Set(folders)].filter(
      (folder) => folder !== '' && !exists(`${folder}/package.json`),
    );
    expect(without).toEqual([]);
  });

  it('names each package once, after its folder', () => {
    const names = packages.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const odd = packages.filter(({ name, folder }) => name !== `@atms/${basename(folder)}`);
    expect(odd.map(({ folder, name }) => `${folder} ${name}`)).toEqual(['apps/atms @atms/cli']);
  });

  it('exports files that exist', () => {
    const missing = packages.flatMap((one) => one.exports.filter((file) => !exists(file)));
    expect(missing).toEqual([]);
  });

  it('uses every entry of the catalog', () => {
    const used = [rootPackage, ...packages].flatMap((one) =>
      Object.keys({ ...one.dependencies, ...one.devDependencies }),
    );
    const unused = Object.keys(workspace.catalog).filter((name) => !used.includes(name));
    expect(unused).toEqual([]);
  });
});

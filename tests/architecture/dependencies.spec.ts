import { describe, expect, it } from 'vitest';
import { isBuiltin } from 'node:module';
import { importsOf, packageNameOf } from './imports.ts';
import { type Package, isTest, packages, read, rootPackage, sources } from './repository.ts';

/** Packages that a file imports, without Node's own and without relative paths. */
function importedBy(file: string): readonly string[] {
  return importsOf(read(file))
    .map(({ specifier }) => specifier ?? '.')
    .filter((specifier) => !specifier.startsWith('.') && !isBuiltin(specifier))
    .map(packageNameOf);
}

function filesOf({ folder }: Package): readonly string[] {
  return sources().filter((file) => file.startsWith(`${folder}/`));
}

function undeclared(owner: Package): readonly string[] {
  return filesOf(owner).flatMap((file) => {
    const declared = new Set(declaredFor(owner, file));
    const missing = importedBy(file).filter((name) => name !== owner.name && !declared.has(name));
    return missing.map(
      (name) => `${file} imports ${name}, which ${owner.folder}/package.json does not name`,
    );
  });
}

/** Specs may lean on what the root installs for all of them, such as vitest. */
function declaredFor(owner: Package, file: string): readonly string[] {
  const own = Object.keys(owner.dependencies);
  if (!isTest(file)) return own;
  return [
    ...own,
    ...Object.keys(owner.devDependencies),
    ...Object.keys(rootPackage.devDependencies),
  ];
}

function unused(owner: Package): readonly string[] {
  const files = filesOf(owner);
  const inProgram = new Set(files.filter((file) => !isTest(file)).flatMap(importedBy));
  const anywhere = new Set(files.flatMap(importedBy));
  return [
    ...Object.keys(owner.dependencies).filter((name) => !inProgram.has(name)),
    ...Object.keys(owner.devDependencies).filter((name) => !anywhere.has(typed(name))),
  ].map((name) => `${owner.folder}/package.json names ${name}, which nothing in it imports`);
}

/** The types of a package are used when the package is. */
function typed(name: string): string {
  return name.replace(/^@types\//, '');
}

describe("a package's manifest", () => {
  it('names what the package imports', () => {
    expect(packages.flatMap(undeclared)).toEqual([]);
  });

  it('names nothing else', () => {
    expect(packages.flatMap(unused)).toEqual([]);
  });

  it('takes every version from the catalog or the workspace', () => {
    const odd = [rootPackage, ...packages].flatMap(({ folder, dependencies, devDependencies }) =>
      Object.entries({ ...dependencies, ...devDependencies })
        .filter(
          ([name, range]) => range !== (name.startsWith('@atms/') ? 'workspace:*' : 'catalog:'),
        )
        .map(([name, range]) => `${folder}: ${name} ${range}`),
    );
    expect(odd).toEqual([]);
  });
});

describe('contracts', () => {
  it('depend on zod alone', () => {
    const contracts = packages.find(({ name }) => name === '@atms/contracts');
    expect(Object.keys(contracts?.dependencies ?? {})).toEqual(['zod']);
  });
});

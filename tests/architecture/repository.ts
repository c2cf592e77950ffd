/** The repository as text: its files, its packages. Nothing here runs or compiles what it reads. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What is tracked or would be with the next `git add`, relative to the root, sorted. */
export const files: readonly string[] = listFiles();

export interface Package {
  readonly name: string;
  readonly folder: string;
  readonly exports: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

interface Manifest {
  readonly name?: string;
  readonly exports?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Folders in which a package may lie; `pnpm-workspace.yaml` names the same, which a test compares. */
export const packageFolders = ['packages', 'services', 'apps'] as const;

export const packages: readonly Package[] = files
  .filter((file) => /^(packages|services|apps)\/[^/]+\/package\.json$/.test(file))
  .map((file) => packageOf(dirname(file)));

export const rootPackage = packageOf('.');

export function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

export function exists(file: string): boolean {
  return existsSync(join(root, file));
}

/** Program text that is ours: examples are other people's repositories, fixtures are data. */
export function sources(): readonly string[] {
  return files.filter((file) => /\.(ts|mts|mjs|js|tsx)$/.test(file) && !isForeign(file));
}

/** Specs, what specs share (`testing/` beside them), and everything in the folders for tests. */
export function isTest(file: string): boolean {
  return /\.spec\.ts$|^(tests|bench)\/|\/src\/(.*\/)?(testing|spec-support)\//.test(file);
}

function isForeign(file: string): boolean {
  return file.startsWith('examples/') || file.includes('/fixtures/');
}

function listFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-coz', '--exclude-standard', '--deduplicate'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  // A tracked file that was deleted and not yet committed is still listed.
  return listed
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(root, file)))
    .toSorted();
}

function packageOf(folder: string): Package {
  const manifest = JSON.parse(read(join(folder, 'package.json'))) as Manifest;
  return {
    name: manifest.name ?? '',
    folder,
    exports: Object.values(manifest.exports ?? {}).map((file) => join(folder, file)),
    dependencies: manifest.dependencies ?? {},
    devDependencies: manifest.devDependencies ?? {},
  };
}

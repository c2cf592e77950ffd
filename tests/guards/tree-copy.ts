/**
 * A copy of the working tree in which faults are planted, one after the other.
 *
 * Files are those that git tracks or would. Of `node_modules` only the links are copied, as they are: relative links
 * between our packages lead into the copy, and everything that was downloaded stays where it is, behind one link.
 */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../../scripts/environment.mjs';
import { isInstalled } from '../../scripts/install.mjs';
import { changed, type PlantedFault } from './planted-fault.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export interface TreeCopy {
  readonly folder: string;
  /** Changes the copy for as long as `act` runs. */
  withFault<T>(fault: PlantedFault, act: () => Promise<T>): Promise<T>;
  remove(): void;
}

/** Refuses when packages are missing: a check that installs them would do so behind the link, in the real tree. */
export async function createTreeCopy(): Promise<TreeCopy> {
  if (!(await isInstalled(root))) throw new Error('install first: npm run test:guards does');
  const folder = mkdtempSync(join(tmpdir(), 'atms-guards-'));
  copyFiles(folder);
  copyLinks('.', folder);
  for (const member of members()) copyLinks(member, folder);
  git(['init', '--quiet'], folder);
  return {
    folder,
    withFault: (fault, act) => withFault(folder, fault, act),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function withFault<T>(
  folder: string,
  { file, change }: PlantedFault,
  act: () => Promise<T>,
): Promise<T> {
  const path = join(folder, file);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  // The topmost folder that does not exist yet goes with the file: an empty folder could be seen by a check.
  const added = before === undefined ? topmostMissing(path) : undefined;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, changed(before, change));
  try {
    return await act();
  } finally {
    if (added !== undefined) rmSync(added, { recursive: true });
    else writeFileSync(path, before ?? '');
  }
}

function topmostMissing(path: string): string {
  return existsSync(dirname(path)) ? path : topmostMissing(dirname(path));
}

function copyFiles(folder: string): void {
  const listed = git(['ls-files', '-coz', '--exclude-standard', '--deduplicate'], root);
  for (const file of listed.split('\0').filter((name) => name !== '')) {
    if (existsSync(join(root, file)))
      cpSync(join(root, file), join(folder, file), { verbatimSymlinks: true });
  }
}

function copyLinks(member: string, folder: string): void {
  const from = join(root, member, 'node_modules');
  const to = join(folder, member, 'node_modules');
  if (!existsSync(from)) return;
  const store = join(from, '.pnpm');
  const filter = (path: string) => path !== store && path !== join(from, '.vite');
  cpSync(from, to, { recursive: true, verbatimSymlinks: true, filter });
  if (existsSync(store)) symlinkSync(store, join(to, '.pnpm'));
}

/** Folders of the packages, from the manifests that git lists. */
function members(): readonly string[] {
  const listed = git(['ls-files', '-co', '--exclude-standard', '*/*/package.json'], root);
  return listed
    .split('\n')
    .filter((file) => /^(packages|services|apps)\/[^/]+\/package\.json$/.test(file))
    .map(dirname);
}

function git(args: readonly string[], cwd: string): string {
  return execFileSync('git', args, {
    cwd,
    env: childEnvironment(),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
}

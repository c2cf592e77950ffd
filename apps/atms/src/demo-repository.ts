import { cp, mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { git } from './git.ts';

export const demoFolder = fileURLToPath(new URL('../../../examples/demo/', import.meta.url));
const serviceFolder = fileURLToPath(new URL('../../../examples/auth-service/', import.meta.url));

/** The demo's own identity and settings: it works for somebody whose git has none, or signs, or has hooks. */
const settings = {
  'user.name': 'ATMS demo',
  'user.email': 'demo@atms.invalid',
  'commit.gpgSign': 'false',
  'core.hooksPath': '/dev/null',
  'core.autocrlf': 'false',
  'core.excludesFile': '/dev/null',
};

/**
 * A fresh repository of `examples/auth-service` with one commit, in a folder of its own.
 * @returns its top folder, which is the caller's to keep
 */
export async function makeDemoRepository(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'atms-demo-')));
  const repository = join(folder, 'auth-service');
  await cp(serviceFolder, repository, { recursive: true, filter: isSource });
  const own = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  await git(repository, ...own, 'init', '--quiet', '--template=', '--initial-branch=main');
  await git(repository, ...own, 'add', '--all');
  await git(repository, ...own, 'commit', '--quiet', '--message=The auth service as it was');
  return repository;
}

function isSource(path: string): boolean {
  return !['node_modules', '.git', '.atms', 'data'].includes(basename(path));
}

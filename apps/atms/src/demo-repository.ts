import { appendFile, cp, mkdir, mkdtemp, readFile, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configFileName } from '@atms/platform/config';
import { parseDocument, visit } from 'yaml';
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
 * A fresh repository of `examples/auth-service` with one commit, in a folder of its own. The demo's configuration
 * stands in it, outside of git: whatever is called there later finds the same agents.
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
  await addConfig(repository);
  return repository;
}

function isSource(path: string): boolean {
  return !['node_modules', '.git', '.atms', 'data'].includes(basename(path));
}

async function addConfig(repository: string): Promise<void> {
  const text = await readFile(join(demoFolder, configFileName), 'utf8');
  await writeFile(join(repository, configFileName), withAbsoluteSessions(text));
  await mkdir(join(repository, '.git', 'info'), { recursive: true });
  await appendFile(join(repository, '.git', 'info', 'exclude'), `/${configFileName}\n`);
}

/** The sessions stay where they are. */
function withAbsoluteSessions(text: string): string {
  const document = parseDocument(text);
  visit(document, {
    Pair: (_key, { key, value }) => {
      if (String(key) === 'sessions' && isScalarText(value))
        value.value = join(demoFolder, value.value);
    },
  });
  return document.toString();
}

function isScalarText(node: unknown): node is { value: string } {
  return (
    typeof node === 'object' && node !== null && 'value' in node && typeof node.value === 'string'
  );
}

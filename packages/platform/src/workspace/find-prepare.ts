import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What makes a worktree able to run checks. `key` names the result: the same key needs no second run. */
export interface PrepareStep {
  readonly command: string;
  /** Whether the plan names it; otherwise the lockfile asked for it, and says all that it depends on. */
  readonly isNamed: boolean;
  readonly key: string;
}

const lockfiles: readonly (readonly [file: string, command: string])[] = [
  ['package-lock.json', 'npm ci --no-audit --no-fund'],
  ['npm-shrinkwrap.json', 'npm ci --no-audit --no-fund'],
  ['pnpm-lock.yaml', 'pnpm install --frozen-lockfile'],
  ['yarn.lock', 'yarn install --frozen-lockfile'],
  ['bun.lock', 'bun install --frozen-lockfile'],
  ['bun.lockb', 'bun install --frozen-lockfile'],
  ['uv.lock', 'uv sync --frozen'],
  ['poetry.lock', 'POETRY_VIRTUALENVS_IN_PROJECT=true poetry install --no-interaction'],
];

/** The step that the plan names, or the one that the lockfile asks for; undefined when nothing is needed. */
export async function findPrepare(
  worktree: string,
  named: string | undefined,
): Promise<PrepareStep | undefined> {
  const found = await findLockfile(worktree);
  if (named !== undefined) {
    const manifest = await readIfThere(join(worktree, 'package.json'));
    return { command: named, isNamed: true, key: keyOf(named, found?.content, manifest) };
  }
  if (found === undefined) return undefined;
  return { command: found.command, isNamed: false, key: keyOf(found.command, found.content) };
}

async function findLockfile(worktree: string) {
  for (const [file, command] of lockfiles) {
    const content = await readIfThere(join(worktree, file));
    if (content !== undefined) return { command, content };
  }
  return undefined;
}

function keyOf(command: string, ...files: readonly (Buffer | undefined)[]): string {
  const hash = createHash('sha256').update(`${command}\n${process.version}\n`);
  for (const file of files) hash.update(`${file?.length ?? 'none'}\n`).update(file ?? '');
  return hash.digest('hex');
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

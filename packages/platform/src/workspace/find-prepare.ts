import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What makes a worktree able to run checks. `key` names the result: the same key needs no second run. */
export interface PrepareStep {
  readonly command: string;
  readonly key: string;
}

const lockfiles: readonly (readonly [file: string, command: string])[] = [
  ['package-lock.json', 'npm ci --no-audit --no-fund'],
  ['npm-shrinkwrap.json', 'npm ci --no-audit --no-fund'],
  ['pnpm-lock.yaml', 'pnpm install --frozen-lockfile'],
  ['yarn.lock', 'yarn install --frozen-lockfile'],
];

/** The step that the plan names, or the one that the lockfile asks for; undefined when nothing is needed. */
export async function findPrepare(
  worktree: string,
  named: string | undefined,
): Promise<PrepareStep | undefined> {
  for (const [file, command] of lockfiles) {
    const lockfile = await readIfThere(join(worktree, file));
    if (lockfile !== undefined) return stepOf(named ?? command, lockfile);
  }
  return named === undefined ? undefined : stepOf(named, Buffer.alloc(0));
}

function stepOf(command: string, lockfile: Buffer): PrepareStep {
  const key = createHash('sha256')
    .update(`${command}\n${process.version}\n`)
    .update(lockfile)
    .digest('hex');
  return { command, key };
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

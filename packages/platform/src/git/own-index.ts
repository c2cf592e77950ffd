// Owns the index files with which ATMS commits an attempt's work; they lie in the worktree's
// registration folder, out of the agent's sight, and go when the worktree goes. The agent's own
// index is never written.
//
// 1. A kept index only saves reading files that did not change; losing it or finding it broken
// costs time, never work.
// 2. A copy is never younger than its original: git trusts a file's cached time only when it is
// older than the index, so a copy with a fresh time would hide a change made in the same second.

import { randomUUID } from 'node:crypto';
import { copyFile, mkdtemp, rename, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const keptName = 'atms-index';

/** Keeps the index that git has just made with the checkout, before anybody else can touch it. */
export async function seedOwnIndex(registration: string): Promise<void> {
  await copyWithAge(join(registration, 'index'), join(registration, keptName));
}

/**
 * Runs `use` with an index file of its own, which holds what the last call for this worktree left
 * there, if anything. Without a registration (the agent removed it) the file lies in a temporary
 * folder and begins empty.
 */
export async function withOwnIndex<T>(
  registration: string | undefined,
  use: (indexFile: string) => Promise<T>,
): Promise<T> {
  if (registration === undefined) return withTemporaryIndex(use);
  const kept = join(registration, keptName);
  const own = `${kept}.${randomUUID()}`;
  try {
    await copyWithAge(kept, own).catch(() => undefined);
    const result = await use(own);
    await rename(own, kept);
    return result;
  } finally {
    await removeIndex(own);
  }
}

async function withTemporaryIndex<T>(use: (indexFile: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'atms-index-'));
  try {
    return await use(join(folder, 'index'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function removeIndex(indexFile: string): Promise<void> {
  await rm(indexFile, { force: true });
  await rm(`${indexFile}.lock`, { force: true });
}

async function copyWithAge(from: string, to: string): Promise<void> {
  const { mtimeMs } = await stat(from);
  const wholeSeconds = Math.floor(mtimeMs / 1000);
  await copyFile(from, to);
  await utimes(to, wholeSeconds, wholeSeconds);
}

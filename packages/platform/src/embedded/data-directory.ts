import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { AtmsError, hasCode, messageOf } from '@atms/eventsourcing';
import { ulid } from 'ulid';

/** The folder with everything that ATMS keeps: `.atms` at the top of the repository. */
export interface DataDirectory {
  /** Absolute. */
  readonly path: string;
  /** A ULID that the folder keeps for as long as it lives: names its processes and its worktrees. */
  readonly dataDirectoryId: string;
}

/**
 * Makes the folder (readable by its owner alone, ignored by git) where it is missing. Does not lock it.
 * @throws AtmsError `disk-full`; `unusable-data-directory` when it cannot be written for another reason or its id is
 * damaged.
 */
export async function openDataDirectory(directory: string): Promise<DataDirectory> {
  const path = resolve(directory);
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await writeOnce(path, '.gitignore', '*\n');
    const dataDirectoryId = (await writeOnce(path, 'id', `${ulid()}\n`)).trim();
    if (!/^[0-9A-HJKMNP-TV-Z]{26}$/.test(dataDirectoryId)) {
      throw new Error(`its file 'id' holds '${dataDirectoryId}', which is no ULID`);
    }
    return { path, dataDirectoryId };
  } catch (cause) {
    throw unusable(path, cause);
  }
}

function unusable(path: string, cause: unknown): AtmsError {
  const code = hasCode(cause, 'ENOSPC') ? 'disk-full' : 'unusable-data-directory';
  const message = `${path} cannot be used: ${messageOf(cause)}. ${adviceFor(cause)}`;
  return new AtmsError(code, message, { cause, fields: { path } });
}

function adviceFor(cause: unknown): string {
  if (hasCode(cause, 'ENOSPC')) return 'The disk is full: make room on it, then try again';
  if (hasCode(cause, 'EROFS')) return 'The disk can only be read: ATMS has to write into it';
  if (hasCode(cause, 'EACCES') || hasCode(cause, 'EPERM')) {
    return 'It belongs to somebody else or may only be read: ATMS has to write into it';
  }
  return 'If it was not made by ATMS, move it away; if it was, put back what changed in it';
}

/** The file's content: that of whoever came first, whole, also after a crash. */
async function writeOnce(folder: string, name: string, content: string): Promise<string> {
  const partial = join(folder, `${name}.${randomUUID()}.part`);
  try {
    await writeFile(partial, content, { mode: 0o600 });
    await link(partial, join(folder, name)).catch(ignoreExisting);
  } finally {
    await rm(partial, { force: true });
  }
  return readFile(join(folder, name), 'utf8');
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
}

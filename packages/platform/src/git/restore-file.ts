import { randomUUID } from 'node:crypto';
import { chmod, cp, lstat, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type FileState, readFileState } from './file-state.ts';

export interface KeepRequest {
  readonly root: string;
  /** What lies there now. */
  readonly state: FileState | undefined;
  readonly folder: string;
}

/**
 * Copies a file, link or folder below `folder`, under a name that holds its hash, so that nothing
 * is written over.
 * @returns where; `undefined` when there is nothing that could be kept
 */
export async function keepFile({ root, state, folder }: KeepRequest): Promise<string | undefined> {
  if (state === undefined) return undefined;
  const from = join(root, state.path);
  if (state.kind === 'other' && !(await lstat(from)).isDirectory()) return undefined;
  const to = join(folder, state.sha256.slice(0, 12) || randomUUID(), state.path);
  // A configuration may hold credentials.
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await rm(to, { recursive: true, force: true });
  await cp(from, to, { recursive: true, verbatimSymlinks: true });
  return to;
}

/**
 * Whether a remembered state holds all that is needed to make it again; that nothing was there is
 * such a state.
 */
export function canRestore(state: FileState | undefined): boolean {
  if (state === undefined) return true;
  if (state.kind === 'other') return false;
  return state.contentBase64 !== undefined || (state.kind === 'link' && state.sha256 === '');
}

/** Makes `path` what `state` says; `undefined` removes it. */
export async function restoreFile(
  root: string,
  path: string,
  state: FileState | undefined,
): Promise<void> {
  const full = join(root, path);
  if (state === undefined) return rm(full, { recursive: true, force: true });
  await mkdir(dirname(full), { recursive: true });
  if (state.kind === 'link') return restoreLink(root, state);
  await replaceWithFile(full, state);
}

async function restoreLink(root: string, state: FileState): Promise<void> {
  const full = join(root, state.path);
  const now = await readFileState(root, state.path);
  if (now?.target !== state.target) {
    await rm(full, { recursive: true, force: true });
    await symlink(state.target ?? '', full);
  }
  const leadsTo = (await readFileState(root, state.path))?.sha256;
  // Written through the link: the content belongs to the file that it leads to.
  if (leadsTo !== state.sha256) await writeFile(full, contentOf(state));
}

/** Readers see the old file or the whole new one. */
async function replaceWithFile(full: string, state: FileState): Promise<void> {
  const made = `${full}.atms-${randomUUID()}`;
  await writeFile(made, contentOf(state));
  await chmod(made, state.mode);
  if ((await lstat(full).catch(() => undefined))?.isDirectory() === true)
    await rm(full, { recursive: true });
  await rename(made, full);
}

function contentOf(state: FileState): Buffer {
  return Buffer.from(state.contentBase64 ?? '', 'base64');
}

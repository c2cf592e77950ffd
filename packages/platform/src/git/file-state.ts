import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isWithin } from './paths.ts';

/** What a path held at one moment, as plain JSON. */
export interface FileState {
  /** Relative to the git folder. */
  readonly path: string;
  /** `other` is a folder, a pipe or something else that has no business there. */
  readonly kind: 'file' | 'link' | 'other';
  /** Permission bits. */
  readonly mode: number;
  /** Where a link leads, as written in it. */
  readonly target?: string;
  /** Of the content, for a link of what it leads to. */
  readonly sha256: string;
  /**
   * Absent when the content is bigger than `biggestKeptBytes`: a change is then seen, and cannot be
   * put back.
   */
  readonly contentBase64?: string;
}

const biggestKeptBytes = 1024 * 1024;

/** The state of `path` below `root`; `undefined` when nothing is there. */
export async function readFileState(root: string, path: string): Promise<FileState | undefined> {
  const full = join(root, path);
  const entry = await lstat(full).catch(() => undefined);
  if (entry === undefined) return undefined;
  const mode = entry.mode & 0o777;
  if (entry.isFile()) return { path, kind: 'file', mode, ...(await readContent(full)) };
  if (!entry.isSymbolicLink()) return { path, kind: 'other', mode, sha256: '' };
  const target = await readlink(full);
  const leadsToFile = (await stat(full).catch(() => undefined))?.isFile() === true;
  return {
    path,
    kind: 'link',
    mode,
    target,
    ...(leadsToFile ? await readContent(full) : { sha256: '' }),
  };
}

/**
 * The state of everything below a folder. A folder that is a link out of `root` is only noted as a
 * link: its content belongs to the checkout and is the business of commits.
 */
export async function readFolderState(root: string, folder: string): Promise<readonly FileState[]> {
  if (await leadsOutside(root, folder)) return readStates(root, [folder]);
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  const states: FileState[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    states.push(
      ...(entry.isDirectory() ? await readFolderState(root, path) : await readStates(root, [path])),
    );
  }
  return states;
}

export async function readStates(
  root: string,
  paths: readonly string[],
): Promise<readonly FileState[]> {
  const states = await Promise.all(paths.map(async (path) => readFileState(root, path)));
  return states.filter((state) => state !== undefined);
}

export function isSameState(one: FileState | undefined, other: FileState | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return (
    one.kind === other.kind &&
    one.mode === other.mode &&
    one.target === other.target &&
    one.sha256 === other.sha256
  );
}

async function leadsOutside(root: string, folder: string): Promise<boolean> {
  const real = await realpath(join(root, folder)).catch(() => undefined);
  return real !== undefined && !isWithin(await realpath(root), real);
}

async function readContent(full: string): Promise<Pick<FileState, 'sha256' | 'contentBase64'>> {
  const hash = createHash('sha256');
  const kept: Buffer[] = [];
  let sizeBytes = 0;
  const chunks: AsyncIterable<Buffer> = createReadStream(full);
  for await (const bytes of chunks) {
    hash.update(bytes);
    sizeBytes += bytes.length;
    if (sizeBytes <= biggestKeptBytes) kept.push(bytes);
  }
  const sha256 = hash.digest('hex');
  return sizeBytes > biggestKeptBytes
    ? { sha256 }
    : { sha256, contentBase64: Buffer.concat(kept).toString('base64') };
}

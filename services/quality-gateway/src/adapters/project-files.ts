/** Reads what detectors look at: out of a commit, or out of a folder. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Repository } from '@atms/platform/git';
import { type Project, projectOf, tellingFiles } from '../finding/project.ts';

export async function projectAt(repository: Repository, commit: string): Promise<Project> {
  const files = await repository.listFiles(commit);
  return read(files, (file) => repository.fileAt(commit, file));
}

/** As deep as a detector looks. */
const deepest = 4;
const skipped: ReadonlySet<string> = new Set(['node_modules', '.git', '.venv', 'venv', 'target']);

/** A folder as it lies there, with what is not committed. */
export async function projectIn(folder: string): Promise<Project> {
  const files = await listFolder(folder, '', deepest);
  return read(files, (file) => readFile(join(folder, file), 'utf8').catch(() => undefined));
}

async function read(
  files: readonly string[],
  textOf: (file: string) => Promise<string | undefined>,
): Promise<Project> {
  const texts: Record<string, string> = {};
  for (const file of tellingFiles(files)) {
    const text = await textOf(file);
    if (text !== undefined) texts[file] = text;
  }
  return projectOf(files, texts);
}

async function listFolder(top: string, below: string, depth: number): Promise<string[]> {
  const entries = await readdir(join(top, below), { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isFile()) found.push(path);
    if (entry.isDirectory() && depth > 1 && !skipped.has(entry.name)) {
      found.push(...(await listFolder(top, path, depth - 1)));
    }
  }
  return found;
}

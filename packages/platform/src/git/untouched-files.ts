import { lstat } from 'node:fs/promises';
import { gitList, runGit } from './run-git.ts';
import { inStage, pathIn, type Stage } from './stage.ts';

/**
 * Takes back what git has changed by itself. Where a file was committed with other line endings than the attributes or
 * `core.autocrlf` ask for, git puts in the endings that they ask for as soon as it looks at the file, although nobody
 * has touched it. A file that lies there byte for byte as the parent holds it stays as the parent holds it.
 */
export async function leaveUntouched(stage: Stage): Promise<void> {
  const changed: ChangedFile[] = [];
  for (const file of await changedFiles(stage)) if (await isFile(stage, file)) changed.push(file);
  if (changed.length === 0) return;
  const ids = await idsAsTheyLie(stage, changed);
  const untouched = changed.filter(({ before }, at) => before === ids[at]);
  if (untouched.length === 0) return;
  const input = untouched.map(({ mode, before, path }) => `${mode} ${before}\t${path}\0`).join('');
  await runGit(inStage(stage, ['update-index', '-z', '--index-info'], { input }));
}

interface ChangedFile {
  readonly mode: string;
  /** The object in the parent. */
  readonly before: string;
  readonly path: string;
}

async function changedFiles(stage: Stage): Promise<readonly ChangedFile[]> {
  const shape = ['--raw', '--no-renames', '--no-abbrev', '--diff-filter=M', '-z'];
  const fields = await gitList(inStage(stage, ['diff-index', '--cached', ...shape, stage.parent]));
  const found: ChangedFile[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    // `:<old mode> <new mode> <old id> <new id> <status>`
    const [mode = '', now, before = ''] = (fields[at] ?? '').slice(1).split(' ');
    const path = fields[at + 1] ?? '';
    // `hash-object` takes one path a line.
    if (mode === now && mode.startsWith('100') && !path.includes('\n'))
      found.push({ mode, before, path });
  }
  return found;
}

async function isFile(stage: Stage, { path }: ChangedFile): Promise<boolean> {
  const entry = await lstat(pathIn(stage, path)).catch(() => undefined);
  return entry?.isFile() === true;
}

/** None when one has gone meanwhile: then they count as changed, which loses nothing. */
async function idsAsTheyLie(
  stage: Stage,
  files: readonly ChangedFile[],
): Promise<readonly string[]> {
  const input = files.map(({ path }) => `${pathIn(stage, path)}\n`).join('');
  const args = ['hash-object', '--no-filters', '--stdin-paths'];
  const answer = await runGit(inStage(stage, args, { input, answers: [128] }));
  return answer.exitCode === 0 ? answer.stdout.split('\n') : [];
}

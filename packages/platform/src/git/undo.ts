import { join } from 'node:path';
import { isSameState, readFileState } from './file-state.ts';
import { GitError } from './git-error.ts';
import { compareAndSwap, deleteIfUnmoved, setRef, valueOfRef } from './refs.ts';
import { canRestore, keepFile, restoreFile } from './restore-file.ts';
import { type RepositoryPlace, runGit } from './run-git.ts';
import type { ChangedFile, MovedRef, Tampering } from './tampering.ts';

export interface UndoRequest {
  readonly repository: RepositoryPlace;
  readonly tampering: readonly Tampering[];
  /** Folder for copies of files, `.atms/undone`. */
  readonly undoneDir: string;
  /** Names the attempt, as part of a ref name and of a folder name. */
  readonly label: string;
}

/** What became of one moved ref or changed file. */
export interface UndoneItem {
  readonly kind: Tampering['kind'];
  /** The ref, or the path relative to the git folder. */
  readonly name: string;
  /** The ref or the file that keeps what was put back; absent when there was nothing to keep. */
  readonly keptAs?: string;
  readonly restored: boolean;
  /** A sentence for the report. */
  readonly note: string;
}

/**
 * Keeps what an attempt left, then puts back what was there. A ref that an attempt did not move
 * stays as it is and is not in the answer. May be repeated after a crash: what is kept is named by
 * its content and never written over.
 * @throws GitError `invalid-ref` for a label that cannot stand in a ref name
 */
export async function undoTampering(request: UndoRequest): Promise<readonly UndoneItem[]> {
  await requireLabel(request);
  const items: UndoneItem[] = [];
  for (const moved of refsToUndo(request.tampering)) items.push(await undoRef(request, moved));
  for (const one of request.tampering)
    if (one.kind !== 'ref') items.push(await undoFile(request, one));
  return items;
}

/** New ones first: while a new branch `a/b` stands, a branch `a` cannot come back. */
function refsToUndo(tampering: readonly Tampering[]): readonly MovedRef[] {
  const refs = tampering.filter((one) => one.kind === 'ref').filter((one) => one.byAttempt);
  return [
    ...refs.filter((one) => one.before === undefined),
    ...refs.filter((one) => one.before !== undefined),
  ];
}

async function undoRef(request: UndoRequest, moved: MovedRef): Promise<UndoneItem> {
  const item = { kind: moved.kind, name: moved.ref };
  if (isSymbolic(moved.before) || isSymbolic(moved.now)) {
    return {
      ...item,
      restored: false,
      note: `${moved.ref} is symbolic and was left as it is: ${describeMove(moved)}.`,
    };
  }
  try {
    return { ...item, ...(await putRefBack(request, moved)) };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return {
      ...item,
      restored: false,
      note: `${moved.ref} could not be put back. ${error.message}`,
    };
  }
}

type Outcome = Omit<UndoneItem, 'kind' | 'name'>;

async function putRefBack(request: UndoRequest, moved: MovedRef): Promise<Outcome> {
  const kept =
    moved.now === undefined ? {} : { keptAs: await keepRef(request, moved.ref, moved.now) };
  const restored = await swapBack(request, moved);
  const where =
    kept.keptAs === undefined ? '' : `; what the attempt left is kept as ${kept.keptAs}`;
  const end = restored ? 'it was put back' : 'it moved again meanwhile and was left as it is';
  return { ...kept, restored, note: `${describeMove(moved)}; ${end}${where}.` };
}

/** The id is part of the name, so that keeping twice keeps both. */
async function keepRef(request: UndoRequest, ref: string, object: string): Promise<string> {
  const kept = `refs/atms/undone/${request.label}/${ref.replace(/^refs\//, '')}/${object.slice(0, 12)}`;
  await setRef(request.repository, kept, object);
  return kept;
}

/** Whether the ref is where it belongs, be it since now or since an earlier try. */
async function swapBack(request: UndoRequest, moved: MovedRef): Promise<boolean> {
  const { repository, label } = request;
  const { ref, before, now = 'absent' } = moved;
  const reason = `atms: put back after ${label}`;
  const swapped =
    before === undefined
      ? await deleteIfUnmoved(repository, ref, now)
      : await compareAndSwap(repository, { ref, to: before, from: now, reason });
  return swapped === 'swapped' || (await valueOfRef(repository, ref)) === before;
}

async function undoFile(request: UndoRequest, changed: ChangedFile): Promise<UndoneItem> {
  const item = { kind: changed.kind, name: changed.path };
  const root = request.repository.commonDir;
  const now = await readFileState(root, changed.path);
  if (isSameState(now, changed.before)) {
    return { ...item, restored: true, note: `${changed.path} is again what it was.` };
  }
  const keptAs = await keepFile({
    root,
    state: now,
    folder: join(request.undoneDir, request.label),
  });
  const kept = keptAs === undefined ? {} : { keptAs };
  const restored = canRestore(changed.before);
  if (restored) await restoreFile(root, changed.path, changed.before);
  return { ...item, ...kept, restored, note: describeFile(changed, restored, keptAs) };
}

function describeMove({ ref, before, now }: MovedRef): string {
  if (now === undefined) return `${ref} at ${before ?? 'no commit'} was renamed by the attempt`;
  if (before === undefined) return `${ref} was made by the attempt at ${now}`;
  return `${ref} was moved by the attempt from ${before} to ${now}`;
}

function describeFile(changed: ChangedFile, restored: boolean, keptAs: string | undefined): string {
  const what =
    changed.before === undefined ? 'made' : changed.now === undefined ? 'removed' : 'changed';
  const end = restored
    ? 'it was put back'
    : 'it was too big to be kept before and could not be put back';
  const where = keptAs === undefined ? '' : `; what the attempt left is kept as ${keptAs}`;
  return `The ${changed.kind} ${changed.path} in the git folder was ${what} during the attempt; ${end}${where}.`;
}

function isSymbolic(value: string | undefined): boolean {
  return value?.startsWith('ref: ') === true;
}

async function requireLabel(request: UndoRequest): Promise<void> {
  const args = ['check-ref-format', `refs/atms/undone/${request.label}/x`];
  if ((await runGit({ cwd: request.repository.top, args, answers: [1] })).exitCode === 0) return;
  throw new GitError({
    code: 'invalid-ref',
    message: `What the attempt changed was not put back: '${request.label}' cannot be part of a ref name. Use letters, digits and '-'.`,
  });
}

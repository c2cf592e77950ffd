/** Reads out of git what an attempt changed, as far as its integrity is judged by it. */
import type { TaskSpec } from '@atms/contracts';
import type { Repository } from '@atms/platform/git';
import type { CommandGate } from '../ports.ts';
import { type AttemptChange, integrityGate } from './attempt-change.ts';
import { checkIntegrity, type Integrity } from './integrity-gate.ts';
import { type ChangedFile, parsePatch } from './patch.ts';
import { isSetting } from './settings.ts';
import { isCode, isTestFile } from './test-files.ts';
import { isWorkspaceList } from './workspaces-kept.ts';

/** A patch that is longer is work for a person: nobody can say what it hides. */
const mostPatchBytes = 64 * 1024 * 1024;
/** Of larger files only the changed lines are looked at. */
const mostTextChars = 500_000;

interface Looking {
  readonly repository: Repository;
  readonly base: string;
  readonly commit: string;
  readonly spec: TaskSpec;
  readonly gates: readonly CommandGate[];
}

export async function integrityOf(looking: Looking): Promise<Integrity> {
  const { repository, base, commit } = looking;
  const patch = await repository.diff({ base, commit, maxBytes: mostPatchBytes });
  if (patch.truncated) {
    const reason = 'The change is too large to be looked through: split the task';
    const result = { gate: integrityGate, durationMs: 0, findings: [], reason };
    return { result: { ...result, status: 'error' }, doubts: [] };
  }
  return checkIntegrity(await changeOf(looking, parsePatch(patch.text)));
}

async function changeOf(
  { repository, base, commit, spec, gates }: Looking,
  files: readonly ChangedFile[],
): Promise<AttemptChange> {
  const before = new Map<string, string>();
  const after = new Map<string, string>();
  const unread = new Set<string>();
  for (const file of files.filter(isRead)) {
    const was =
      file.status === 'added' ? undefined : await repository.fileAt(base, file.from ?? file.path);
    const is = file.status === 'deleted' ? undefined : await repository.fileAt(commit, file.path);
    if ([was, is].some((text = '') => text.length > mostTextChars)) {
      unread.add(file.path);
      continue;
    }
    if (was !== undefined) before.set(file.path, was);
    if (is !== undefined) after.set(file.path, is);
  }
  await readManifest({ before, after }, () => repository.fileAt(base, 'package.json'));
  return { spec, files, gates, before, after, unread };
}

/** Its scripts say what the gates run, also where the attempt left them alone. */
async function readManifest(
  texts: { readonly before: Map<string, string>; readonly after: Map<string, string> },
  read: () => Promise<string | undefined>,
): Promise<void> {
  if (texts.before.has('package.json') || texts.after.has('package.json')) return;
  const text = await read();
  if (text === undefined) return;
  texts.before.set('package.json', text);
  texts.after.set('package.json', text);
}

function isRead({ path, from, isBinary }: ChangedFile): boolean {
  if (isBinary) return false;
  return [path, from ?? path].some(
    (one) => isTestFile(one) || isSetting(one) || isCode(one) || isWorkspaceList(one),
  );
}

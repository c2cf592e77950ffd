import { atmsIdentity } from './environment.ts';
import type { MergeRequest, MergeResult } from './repository.ts';
import { treeOf, writeCommit } from './commits.ts';
import { type RepositoryPlace, runGit } from './run-git.ts';

/**
 * Merges in the object store alone; no worktree, index or ref takes part.
 *
 * `--merge-base` came with git 2.40. For 2.38 each side is put, as a commit of its own, directly on
 * the base, which is then the only merge base there is. Those two commits have a fixed date, so a
 * repeated merge makes no new objects.
 */
export async function mergeTree(
  place: RepositoryPlace,
  request: MergeRequest,
): Promise<MergeResult> {
  const [ours, theirs] = await Promise.all([
    onBase(place, request.base, request.ours),
    onBase(place, request.base, request.theirs),
  ]);
  const args = ['merge-tree', '--write-tree', '-z', '--name-only', '--messages', ours, theirs];
  const answer = await runGit({ cwd: place.top, args, answers: [1] });
  const parts = answer.stdout.split('\0');
  if (answer.exitCode === 0) return { kind: 'clean', tree: parts[0] ?? '' };
  return conflict(parts.slice(1), [ours, theirs]);
}

async function onBase(place: RepositoryPlace, base: string, side: string): Promise<string> {
  const tree = await treeOf(place, side);
  return writeCommit(place, {
    tree,
    parents: [base],
    message: 'side',
    author: atmsIdentity,
    date: '@0 +0000',
  });
}

type Sides = readonly [ours: string, theirs: string];

/** `fields` is the list of paths, an empty field, and the messages. */
function conflict(fields: readonly string[], sides: Sides): MergeResult {
  const end = fields.indexOf('');
  const paths = fields.slice(0, end).map((path) => withoutSideSuffix(path, sides));
  return {
    kind: 'conflict',
    paths: [...new Set(paths)].toSorted(),
    messages: nameSides(conflictMessages(fields.slice(end + 1)), sides),
  };
}

/** Each message is: how many paths, the paths, the kind, the text. */
function conflictMessages(fields: readonly string[]): string {
  const texts: string[] = [];
  let at = 0;
  while (fields[at] !== undefined && fields[at] !== '') {
    const paths = Number(fields[at]);
    const kind = fields[at + paths + 1] ?? '';
    const text = fields[at + paths + 2] ?? '';
    if (kind.startsWith('CONFLICT')) texts.push(text.trim());
    at += paths + 3;
  }
  return texts.join('\n');
}

/**
 * A file that meets a folder of its name is called `<path>~<commit>`; people know it by its path.
 */
function withoutSideSuffix(path: string, sides: Sides): string {
  const suffix = sides.map((side) => `~${side}`).find((end) => path.endsWith(end));
  return suffix === undefined ? path : path.slice(0, -suffix.length);
}

function nameSides(text: string, [ours, theirs]: Sides): string {
  return text.replaceAll(ours, 'ours').replaceAll(theirs, 'theirs');
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { treeOf } from './commits.ts';
import type { ComposeTree } from './repository.ts';
import { gitLine, gitList, type RepositoryPlace, runGit } from './run-git.ts';

/** As many paths as one command line surely takes. */
const pathsPerCall = 200;

/** In the object store alone, with an index of its own; no worktree, index or ref takes part. */
export async function composeTree(place: RepositoryPlace, request: ComposeTree): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'atms-tree-'));
  const env = { GIT_INDEX_FILE: join(folder, 'index') };
  const cwd = place.top;
  try {
    const base = await treeOf(place, request.base);
    await runGit({ cwd, env, args: ['read-tree', base] });
    const entries = await entriesOf(place, request);
    const input = entries.map((entry) => `${entry}\0`).join('');
    await runGit({ cwd, env, input, args: ['update-index', '-z', '--index-info'] });
    return await gitLine({ cwd, env, args: ['write-tree'] });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** As `update-index --index-info` reads them: what `ls-tree` prints. */
async function entriesOf(
  place: RepositoryPlace,
  { from, paths }: ComposeTree,
): Promise<readonly string[]> {
  const tree = await treeOf(place, from);
  const entries: string[] = [];
  for (let at = 0; at < paths.length; at += pathsPerCall) {
    const some = paths.slice(at, at + pathsPerCall);
    const args = ['ls-tree', '-z', '--full-tree', tree, '--', ...some];
    entries.push(...(await gitList({ cwd: place.top, args })));
  }
  return entries;
}

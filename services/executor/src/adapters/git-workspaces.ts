/** Worktrees of attempts in the user's repository, outside of its checkout. */
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { attemptRef } from '@atms/contracts';
import type { Repository } from '@atms/platform/git';
import { type PrepareWorktree, removeWorktreesIn } from '@atms/platform/workspace';
import type {
  AttemptPlace,
  OpenWorkspace,
  PrepareAttempt,
  PrepareOutcome,
  StartPoint,
  Workspaces,
} from '../ports.ts';
import {
  type AttemptWorktree,
  attemptDomain,
  emailOf,
  keepOwnCommits,
  workspaceOf,
} from './attempt-worktree.ts';
import { keepFolder } from './keep-folder.ts';
import { madeByPrepare } from './made-by-prepare.ts';
import { createRepositoryWatch, type RepositoryWatch } from './repository-watch.ts';

export interface GitWorkspacesOptions {
  readonly repositories: (path: string) => Promise<Repository>;
  readonly prepare: PrepareWorktree;
  /** Worktrees of this executor; nobody else's. */
  readonly worktreeDir: string;
  readonly snapshotDir: string;
  /** In the data directory. Worktrees whose content could not be committed are kept in `kept` beside it. */
  readonly undoneDir: string;
  readonly prepareTimeoutMs: number;
  readonly maxOutputBytes: number;
  readonly environment: (
    extra: Readonly<Record<string, string>>,
  ) => Readonly<Record<string, string>>;
  readonly ownMoves: ReadonlyMap<string, string>;
  readonly report: (message: string) => void;
}

/** Bytes of an earlier attempt's diff that the next attempt is shown. */
const diffBytes = 64 * 1024;

const nameOf = ({ taskId, attempt }: AttemptPlace) => `${taskId}-${attempt}`;

export function createGitWorkspaces(options: GitWorkspacesOptions): Workspaces {
  const { repositories, worktreeDir } = options;
  const watchOf = createWatches(options);
  const worktreeOf = async (place: AttemptPlace, start: StartPoint): Promise<AttemptWorktree> => {
    const repository = await repositories(place.repository);
    const path = join(worktreeDir, nameOf(place));
    return { repository, watch: watchOf(repository), place, start, path };
  };
  return {
    async lineHead(path, branch, base) {
      const repository = await repositories(path);
      return (await repository.resolve(`refs/heads/${branch}`)) ?? base;
    },
    async keptCommit(place) {
      const repository = await repositories(place.repository);
      return repository.resolve(attemptRef(place.taskId, place.attempt));
    },
    open: async (place, start) => openNew(await worktreeOf(place, start)),
    reopen: async (place, start) => workspaceOf(await worktreeOf(place, start)),
    prepare: (workspace, request) => prepare(options, workspace, request),
    async diff(path, base, commit) {
      const repository = await repositories(path);
      return (await repository.diff({ base, commit, maxBytes: diffBytes })).text;
    },
    async treeOf(path, commit) {
      const repository = await repositories(path);
      return { commit, tree: await repository.treeOf(commit) };
    },
    keep: (place) =>
      keepFolder(join(worktreeDir, nameOf(place)), [
        join(dirname(options.undoneDir), 'kept', nameOf(place)),
        join(dirname(worktreeDir), 'kept', nameOf(place)),
      ]),
    clean: (paths) =>
      removeWorktreesIn(worktreeDir, {
        open: repositories,
        repositories: paths,
        report: options.report,
        before: keepOwnOfLeftover,
      }),
  };
}

/** A process may have died between the end of an attempt in the log and the removal of its worktree. */
async function keepOwnOfLeftover(repository: Repository, worktree: string): Promise<void> {
  const [, taskId, attempt] = /^(.+)-(\d+)$/.exec(basename(worktree)) ?? [];
  if (taskId === undefined) return;
  await keepOwnCommits(repository, worktree, { taskId, attempt: Number(attempt) });
}

/** One watch per repository, however many attempts run beside it. */
function createWatches(options: GitWorkspacesOptions): (repository: Repository) => RepositoryWatch {
  const watches = new Map<string, RepositoryWatch>();
  const isAnyAttempt = (email: string) => email.endsWith(attemptDomain);
  return (repository) => {
    const known = watches.get(repository.commonDir);
    if (known !== undefined) return known;
    const watch = createRepositoryWatch({ ...options, repository, isAnyAttempt });
    watches.set(repository.commonDir, watch);
    return watch;
  };
}

async function openNew(worktree: AttemptWorktree): Promise<OpenWorkspace> {
  const { repository, watch, place, start, path } = worktree;
  const watched = { name: `${place.taskId}/${place.attempt}`, email: emailOf(place) };
  await watch.begin(watched);
  try {
    await mkdir(dirname(path), { recursive: true });
    await madeByPrepare(path).remove();
    await repository.addWorktree({ path, commit: start.start });
    return workspaceOf(worktree);
  } catch (error) {
    await watch.end(watched);
    throw error;
  }
}

async function prepare(
  options: GitWorkspacesOptions,
  workspace: OpenWorkspace,
  request: PrepareAttempt,
): Promise<PrepareOutcome> {
  const prepared = await options.prepare({
    worktree: workspace.path,
    ...request,
    env: options.environment(workspace.gitEnv),
    timeoutMs: options.prepareTimeoutMs,
    maxOutputBytes: options.maxOutputBytes,
  });
  if (prepared.kind === 'failed') return prepared;
  await madeByPrepare(workspace.path).write(prepared.made);
  return { kind: 'ready' };
}

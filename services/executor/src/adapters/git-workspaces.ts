/** Worktrees of attempts in the user's repository, outside of its checkout. */
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { attemptRef } from '@atms/contracts';
import { attemptGitEnvironment, type Repository } from '@atms/platform/git';
import type { PrepareWorktree } from '@atms/platform/workspace';
import type { AttemptPlace, OpenWorkspace, StartPoint, Workspaces } from '../ports.ts';
import { createRepositoryWatch, type RepositoryWatch } from './repository-watch.ts';

export interface GitWorkspacesOptions {
  readonly repositories: (path: string) => Promise<Repository>;
  readonly prepare: PrepareWorktree;
  /** Worktrees of this executor; nobody else's. */
  readonly worktreeDir: string;
  readonly snapshotDir: string;
  readonly undoneDir: string;
  readonly prepareTimeoutMs: number;
  readonly maxOutputBytes: number;
  readonly environment: (extra: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
  readonly ownMoves: ReadonlyMap<string, string>;
  readonly report: (message: string) => void;
}

/** Bytes of an earlier attempt's diff that the next attempt is shown. */
const diffBytes = 64 * 1024;
const attemptDomain = '@attempt.atms.invalid';

export function createGitWorkspaces(options: GitWorkspacesOptions): Workspaces {
  const watches = new Map<string, RepositoryWatch>();
  const watchOf = (repository: Repository) => {
    const known = watches.get(repository.commonDir);
    if (known !== undefined) return known;
    const watch = createRepositoryWatch({
      ...options,
      repository,
      isAnyAttempt: (email) => email.endsWith(attemptDomain),
    });
    watches.set(repository.commonDir, watch);
    return watch;
  };
  const pathOf = (place: AttemptPlace) =>
    join(options.worktreeDir, `${place.taskId}-${place.attempt}`);
  const handle = (repository: Repository, place: AttemptPlace, start: StartPoint) =>
    openWorkspace({ repository, watch: watchOf(repository), place, start, path: pathOf(place) });

  return {
    async lineHead(path, branch, base) {
      const repository = await options.repositories(path);
      return (await repository.resolve(`refs/heads/${branch}`)) ?? base;
    },
    async keptCommit(place) {
      const repository = await options.repositories(place.repository);
      return repository.resolve(attemptRef(place.taskId, place.attempt));
    },
    async open(place, start) {
      const repository = await options.repositories(place.repository);
      await watchOf(repository).begin(nameOf(place));
      await mkdir(options.worktreeDir, { recursive: true });
      await repository.addWorktree({ path: pathOf(place), commit: start.start });
      return handle(repository, place, start);
    },
    async reopen(place, start) {
      const repository = await options.repositories(place.repository);
      const isThere = await stat(pathOf(place)).then(
        () => true,
        () => false,
      );
      return isThere ? handle(repository, place, start) : undefined;
    },
    prepare: (workspace, request) =>
      options.prepare({
        worktree: workspace.path,
        ...request,
        env: options.environment(workspace.gitEnv),
        timeoutMs: options.prepareTimeoutMs,
        maxOutputBytes: options.maxOutputBytes,
      }),
    async diff(path, base, commit) {
      const repository = await options.repositories(path);
      return (await repository.diff({ base, commit, maxBytes: diffBytes })).text;
    },
    async treeOf(path, commit) {
      const repository = await options.repositories(path);
      return { commit, tree: await repository.treeOf(commit) };
    },
    // Git forgets a worktree whose folder is gone when the next one is added.
    clean: () => rm(options.worktreeDir, { recursive: true, force: true }),
  };
}

function nameOf(place: AttemptPlace): string {
  return `${place.taskId}/${place.attempt}`;
}

function emailOf(place: AttemptPlace): string {
  return `${place.taskId}.${place.attempt}${attemptDomain}`.toLowerCase();
}

function openWorkspace(opened: {
  readonly repository: Repository;
  readonly watch: RepositoryWatch;
  readonly place: AttemptPlace;
  readonly start: StartPoint;
  readonly path: string;
}): OpenWorkspace {
  const { repository, watch, place, start, path } = opened;
  const email = emailOf(place);
  return {
    path,
    gitEnv: attemptGitEnvironment({ name: `ATMS attempt ${place.attempt}`, email }),
    async save({ agentId, message }) {
      const { commit, tree } = await repository.commitAll({
        worktree: path,
        message,
        author: { name: agentId, email },
        ref: attemptRef(place.taskId, place.attempt),
        parent: start.start,
      });
      return { commit, tree };
    },
    inspect: () => watch.end(nameOf(place), email),
    close: () => repository.removeWorktree(path),
  };
}

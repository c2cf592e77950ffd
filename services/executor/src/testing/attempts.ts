/** Attempts with real worktrees in a real repository, and an executor's adapter that may die and come again. */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { allowedEnvironment } from '@atms/platform/process';
import {
  createPreparedPackages,
  createPrepareWorktree,
  createRepositories,
  runStep,
} from '@atms/platform/workspace';
import { createGitRepository, type GitRepository } from '@atms/testkit';
import { createGitWorkspaces } from '../adapters/git-workspaces.ts';
import type { AttemptPlace, OpenWorkspace, Workspaces } from '../ports.ts';

const run = promisify(execFile);

export interface Attempt {
  readonly place: AttemptPlace;
  readonly workspace: OpenWorkspace;
  /** Where it began. */
  readonly start: string;
  /** Runs git as the agent would. */
  git(...args: readonly string[]): Promise<string>;
  write(path: string, text: string): Promise<void>;
  save(): ReturnType<OpenWorkspace['save']>;
}

export interface Bench {
  readonly repository: GitRepository;
  /** Lines for the report. */
  readonly reports: string[];
  readonly ownMoves: Map<string, string>;
  /** Where undone files are kept. */
  readonly undoneDir: string;
  readonly worktreeDir: string;
  /** Where worktrees are kept whose content could not be committed. */
  readonly keptDir: string;
  /** The adapter anew, as after a crash: nothing is remembered but what lies on disk. */
  restart(): Workspaces;
  place(attempt: number, taskId?: string): AttemptPlace;
  /** A prepared worktree in which an agent may work. */
  begin(
    attempt: number,
    how?: { readonly start?: string; readonly prepare?: string },
  ): Promise<Attempt>;
  /** The same worktree again, after a restart. */
  resume(before: Attempt): Promise<Attempt>;
  readonly workspaces: Workspaces;
  close(): Promise<void>;
}

export async function createBench(): Promise<Bench> {
  const repository = await createGitRepository();
  const reports: string[] = [];
  const ownMoves = new Map<string, string>();
  const cache = join(repository.root, 'cache');
  const undoneDir = join(repository.root, 'undone');
  const worktreeDir = join(cache, 'worktrees');
  const create = () =>
    createGitWorkspaces({
      repositories: createRepositories(),
      prepare: createPrepareWorktree({
        packages: createPreparedPackages(join(cache, 'prepared')),
        runStep,
      }),
      worktreeDir,
      snapshotDir: join(cache, 'snapshots'),
      undoneDir,
      prepareTimeoutMs: 60_000,
      maxOutputBytes: 1_000_000,
      environment: (extra) => allowedEnvironment(process.env, extra),
      ownMoves,
      report: (message) => void reports.push(message),
    });
  let workspaces = create();
  const place = (attempt: number, taskId = 'T1') => placeIn(repository, { taskId, attempt });
  const bench: Bench = {
    repository,
    reports,
    ownMoves,
    undoneDir,
    worktreeDir,
    keptDir: join(repository.root, 'kept'),
    get workspaces() {
      return workspaces;
    },
    restart: () => (workspaces = create()),
    place,
    async begin(attempt, how = {}) {
      const start = how.start ?? (await repository.git('rev-parse', 'main'));
      const workspace = await workspaces.open(place(attempt), { base: start, start });
      await workspaces.prepare(workspace, {
        cookie: `bench/T1/${attempt}`,
        signal: new AbortController().signal,
        ...(how.prepare === undefined ? {} : { named: how.prepare }),
      });
      return attemptIn(workspace, { place: place(attempt), start });
    },
    async resume(before) {
      const { start } = before;
      const workspace = await workspaces.reopen(before.place, { base: start, start });
      return attemptIn(workspace, before);
    },
    close: repository.close,
  };
  return bench;
}

function placeIn(
  repository: GitRepository,
  key: Pick<AttemptPlace, 'taskId' | 'attempt'>,
): AttemptPlace {
  return { workflowId: 'W', ...key, repository: repository.top };
}

function attemptIn(
  workspace: OpenWorkspace,
  { place, start }: Pick<Attempt, 'place' | 'start'>,
): Attempt {
  const env = allowedEnvironment(process.env, workspace.gitEnv);
  return {
    place,
    workspace,
    start,
    git: async (...args) =>
      (await run('git', [...args], { cwd: workspace.path, env })).stdout.replace(/\n$/, ''),
    async write(path, text) {
      await mkdir(dirname(join(workspace.path, path)), { recursive: true });
      await writeFile(join(workspace.path, path), text);
    },
    save: () => workspace.save({ agentId: 'local.shell', message: 'Work\n' }),
  };
}

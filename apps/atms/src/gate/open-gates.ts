/** Gates on a repository that a person has before them: no workflow, no log, no data directory. */
import { createHash } from 'node:crypto';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Checks, TaskSpec } from '@atms/contracts';
import { createMemoryBlobStore } from '@atms/eventsourcing';
import { type Config, loadConfig } from '@atms/platform/config';
import { openRepository, type Repository } from '@atms/platform/git';
import { allowedEnvironment } from '@atms/platform/process';
import {
  cacheDirectory,
  createPreparedPackages,
  createPrepareWorktree,
  runStep,
} from '@atms/platform/workspace';
import {
  type CommandGate,
  createFolderGates,
  createWorktreeGates,
  type FolderGates,
  type GateOutcome,
} from '@atms/quality-gateway';
import type { CommandContext } from '../command-context.ts';

export interface Wanted {
  readonly checks: Checks;
  /** The plan's own step that makes a checkout able to run checks. */
  readonly prepare?: string | undefined;
  /** The task whose checks they are, where they are those of one. */
  readonly task?: TaskSpec;
}

export interface Gates {
  /** What is checked, for people: a commit, or a folder. */
  readonly subject: string;
  find(wanted: Wanted): Promise<readonly CommandGate[]>;
  /** What a gate needs and this machine does not have, as far as that is known before it runs. */
  lacks(gate: CommandGate, signal: AbortSignal): Promise<string | undefined>;
  run(
    wanted: Wanted,
    gates: readonly CommandGate[],
    signal: AbortSignal,
  ): Promise<readonly GateOutcome[]>;
  /** Removes everything that was made for the run. */
  close(): Promise<void>;
}

/** @param isInPlace runs in the folder as it lies there, in place of a fresh checkout of HEAD */
export async function openGates(context: CommandContext, isInPlace: boolean): Promise<Gates> {
  const repository = await openRepository(context.folder);
  const { config } = await loadConfig({
    folder: repository.top,
    environment: context.environment,
  });
  const scratch = await realpath(await mkdtemp(join(tmpdir(), 'atms-gate-')));
  const shared = sharedOptions(config);
  const folder = createFolderGates({
    ...shared,
    folder: repository.top,
    reportDir: scratch,
    cookie: scratch,
  });
  const close = () => rm(scratch, { recursive: true, force: true });
  if (isInPlace) return inPlace(repository, folder, close);
  return inCheckout({ context, repository, config, scratch, shared, folder, close });
}

function sharedOptions(config: Config) {
  return {
    runStep,
    blobs: createMemoryBlobStore((bytes) => createHash('sha256').update(bytes).digest('hex')),
    environment: () => allowedEnvironment(process.env, { CI: 'true' }),
    gateTimeoutMs: config.timeouts.gateMs,
    maxOutputBytes: config.outputLimitBytes,
  };
}

function inPlace(repository: Repository, folder: FolderGates, close: Gates['close']): Gates {
  return {
    subject: `${repository.top} as it lies there, in place`,
    find: ({ checks }) => folder.find(checks),
    lacks: folder.lacks,
    run: (_wanted, gates, signal) => folder.run(gates, signal),
    close,
  };
}

interface CheckoutOptions {
  readonly context: CommandContext;
  readonly repository: Repository;
  readonly config: Config;
  readonly scratch: string;
  readonly shared: ReturnType<typeof sharedOptions>;
  readonly folder: FolderGates;
  readonly close: () => Promise<void>;
}

async function inCheckout(options: CheckoutOptions): Promise<Gates> {
  const { context, repository, config, scratch, shared, folder } = options;
  const { top } = repository;
  const commit = (await repository.resolve('HEAD')) ?? '';
  const packages = createPreparedPackages(
    join(cacheDirectory('gates', context.environment), 'prepared'),
  );
  const gates = createWorktreeGates({
    ...shared,
    repositories: async () => repository,
    prepare: createPrepareWorktree({ packages, runStep }),
    worktreeDir: scratch,
    cookiePrefix: scratch,
    prepareTimeoutMs: config.timeouts.prepareMs,
    concurrency: 1,
    report: (message) => context.terminal.say(message),
  });
  return {
    subject: `commit ${commit.slice(0, 10)} in a fresh checkout${await leftOut(repository)}`,
    find: (wanted) => gates.find(top, commit, wanted),
    // What a lockfile brings is there only when the checkout is prepared.
    lacks: async (gate, signal) =>
      gate.needs?.probe.includes('node_modules') === true ? undefined : folder.lacks(gate, signal),
    run: ({ prepare }, found, signal) =>
      gates.run({
        repository: top,
        commit,
        name: 'checkout',
        spec: prepare === undefined ? {} : { prepare },
        gates: found,
        signal,
      }),
    close: options.close,
  };
}

async function leftOut(repository: Repository): Promise<string> {
  return (await repository.isDirty())
    ? '; what is not committed is left out (--working-tree takes it)'
    : '';
}

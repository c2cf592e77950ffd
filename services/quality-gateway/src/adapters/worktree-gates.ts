/** Gates as commands in a fresh worktree of the commit. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { GateResult } from '@atms/contracts';
import { messageOf } from '@atms/eventsourcing';
import { attemptGitEnvironment, type Repository } from '@atms/platform/git';
import { type Prepared, type PrepareWorktree, removeWorktreesIn } from '@atms/platform/workspace';
import pLimit from 'p-limit';
import { notRun, skipped } from '../domain/not-run.ts';
import type { GateOutcome, GateRun, GateRunner } from '../ports.ts';
import { findGates } from '../finding/find-gates.ts';
import { withOutput } from './gate-outcome.ts';
import { projectAt } from './project-files.ts';
import { pythonPrograms } from './python-programs.ts';
import { watchRepository } from './repository-watch.ts';
import { type GateRunning, runGates } from './run-gate.ts';

export interface WorktreeGatesOptions extends GateRunning {
  readonly repositories: (path: string) => Promise<Repository>;
  readonly prepare: PrepareWorktree;
  readonly worktreeDir: string;
  readonly cookiePrefix: string;
  readonly prepareTimeoutMs: number;
  /** How many checkouts may run gates at once. */
  readonly concurrency: number;
  /** Told what went wrong beside the results, which stand all the same. */
  readonly report: (message: string) => void;
}

/** While packages are installed: keeps hook managers from writing into the user's repository. */
const prepareGit = attemptGitEnvironment({ name: 'ATMS checks', email: 'checks@atms.invalid' });

export function createWorktreeGates(options: WorktreeGatesOptions): GateRunner {
  const limit = pLimit(options.concurrency);
  return {
    async find(path, commit, spec) {
      if (spec.checks === 'none') return [];
      const repository = await options.repositories(path);
      return findGates(spec.checks, await projectAt(repository, commit));
    },
    run: (run) => limit(() => runInWorktree(options, run)),
    clean: (repositories, report) =>
      removeWorktreesIn(options.worktreeDir, {
        open: options.repositories,
        repositories,
        report,
      }),
  };
}

async function runInWorktree(
  options: WorktreeGatesOptions,
  run: GateRun,
): Promise<readonly GateOutcome[]> {
  if (run.signal.aborted) return [];
  if (run.gates.every((gate) => gate.missing !== undefined)) return run.gates.map(notRun);
  const repository = await options.repositories(run.repository);
  const worktree = join(options.worktreeDir, run.name);
  await mkdir(options.worktreeDir, { recursive: true });
  await repository.addWorktree({ path: worktree, commit: run.commit });
  try {
    const brought = await pythonPrograms(worktree);
    const prepared = await prepare(options, run, worktree);
    if (prepared.kind === 'failed') {
      const reason = 'not run: its checkout could not be prepared';
      return [await notPrepared(options, prepared), ...skipped(run.gates, reason)];
    }
    const watch = await watchRepository({
      repository,
      name: run.name,
      settingsFile: join(options.worktreeDir, `${run.name}.gitconfig`),
      report: options.report,
    });
    const environment = () => ({ ...options.environment(), ...watch.environment });
    const outcomes = await runGates({ ...options, environment }, run.gates, {
      checkout: worktree,
      // Programs that the commit itself brings along would be the agent's own judges.
      programs: brought.length > 0 ? [] : await pythonPrograms(worktree),
      reportDir: join(options.worktreeDir, `${run.name}.reports`),
      cookie: `${options.cookiePrefix}/${run.name}`,
      signal: run.signal,
    });
    return [...outcomes, ...(await watch.end())];
  } finally {
    await leave(options, repository, worktree);
  }
}

/** A checkout that cannot be removed is no reason to lose what was found in it: the next start removes it. */
async function leave(
  options: WorktreeGatesOptions,
  repository: Repository,
  worktree: string,
): Promise<void> {
  try {
    await repository.removeWorktree(worktree);
  } catch (error) {
    options.report(`The checkout ${worktree} could not be removed: ${messageOf(error)}`);
  }
}

function prepare(options: WorktreeGatesOptions, run: GateRun, worktree: string): Promise<Prepared> {
  return options.prepare({
    worktree,
    ...(run.spec.prepare === undefined ? {} : { named: run.spec.prepare }),
    env: { ...options.environment(), ...prepareGit },
    cookie: `${options.cookiePrefix}/${run.name}`,
    timeoutMs: options.prepareTimeoutMs,
    maxOutputBytes: options.maxOutputBytes,
    signal: run.signal,
  });
}

async function notPrepared(
  options: WorktreeGatesOptions,
  { message, output }: Extract<Prepared, { kind: 'failed' }>,
): Promise<GateResult> {
  const blob = await options.blobs.put(Buffer.from(output));
  return {
    gate: 'prepare',
    status: 'error',
    durationMs: 0,
    reason: message,
    findings: [{ gate: 'prepare', message: withOutput(message, output) }],
    output: blob,
  };
}

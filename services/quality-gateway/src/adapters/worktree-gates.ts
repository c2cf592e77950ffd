/** Gates as commands in a fresh worktree of the commit. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { GateResult } from '@atms/contracts';
import { type BlobStore, messageOf } from '@atms/eventsourcing';
import { attemptGitEnvironment, type Repository } from '@atms/platform/git';
import {
  describeEnd,
  type Prepared,
  type PrepareWorktree,
  removeWorktreesIn,
  type RunStep,
  type StepResult,
} from '@atms/platform/workspace';
import { stripControl } from '@atms/platform/process';
import pLimit from 'p-limit';
import { notRun, skipped } from '../domain/not-run.ts';
import type { CommandGate, GateRun, GateRunner } from '../ports.ts';
import { findGates } from './find-gates.ts';

export interface WorktreeGatesOptions {
  readonly repositories: (path: string) => Promise<Repository>;
  readonly prepare: PrepareWorktree;
  readonly runStep: RunStep;
  readonly blobs: BlobStore;
  readonly worktreeDir: string;
  readonly cookiePrefix: string;
  readonly environment: () => Readonly<Record<string, string>>;
  readonly gateTimeoutMs: number;
  readonly prepareTimeoutMs: number;
  readonly maxOutputBytes: number;
  /** How many checkouts may run gates at once. */
  readonly concurrency: number;
  /** Told what went wrong beside the results, which stand all the same. */
  readonly report: (message: string) => void;
}

/** The end of a failing command's output that becomes the next attempt's feedback, and all that a finding holds. */
const outputChars = 3_000;
const findingChars = 4_000;

/** While packages are installed: keeps hook managers from writing into the user's repository. */
const prepareGit = attemptGitEnvironment({ name: 'ATMS checks', email: 'checks@atms.invalid' });

export function createWorktreeGates(options: WorktreeGatesOptions): GateRunner {
  const limit = pLimit(options.concurrency);
  return {
    async find(path, commit, spec) {
      if (spec.checks === 'none') return [];
      const repository = await options.repositories(path);
      return findGates(spec.checks, await repository.fileAt(commit, 'package.json'));
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
): Promise<readonly GateResult[]> {
  if (run.signal.aborted) return [];
  if (run.gates.every((gate) => gate.command === undefined)) return run.gates.map(notRun);
  const repository = await options.repositories(run.repository);
  const worktree = join(options.worktreeDir, run.name);
  await mkdir(options.worktreeDir, { recursive: true });
  await repository.addWorktree({ path: worktree, commit: run.commit });
  try {
    const prepared = await prepare(options, run, worktree);
    if (prepared.kind === 'failed') {
      const reason = 'not run: its checkout could not be prepared';
      return [await notPrepared(options, prepared), ...skipped(run.gates, reason)];
    }
    const results: GateResult[] = [];
    for (const gate of run.gates) results.push(await runGate(options, { run, worktree, gate }));
    return results;
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

async function runGate(
  options: WorktreeGatesOptions,
  one: { readonly run: GateRun; readonly worktree: string; readonly gate: CommandGate },
): Promise<GateResult> {
  const { gate, command } = one.gate;
  if (command === undefined) return notRun(one.gate);
  const result = await options.runStep({
    command,
    cwd: one.worktree,
    env: options.environment(),
    cookie: `${options.cookiePrefix}/${one.run.name}`,
    timeoutMs: options.gateTimeoutMs,
    maxOutputBytes: options.maxOutputBytes,
    signal: one.run.signal,
  });
  return toGateResult(options, { gate, command }, result);
}

async function toGateResult(
  options: WorktreeGatesOptions,
  { gate, command }: { readonly gate: string; readonly command: string },
  result: StepResult,
): Promise<GateResult> {
  const status = statusOf(result);
  const output =
    result.output === '' ? undefined : await options.blobs.put(Buffer.from(result.output));
  const common = {
    gate,
    status,
    durationMs: result.durationMs,
    ...(output === undefined ? {} : { output }),
  };
  if (status === 'passed') return { ...common, findings: [] };
  const reason = `'${command}' ${describeEnd(result.end)}`.slice(0, 900);
  return { ...common, reason, findings: [{ gate, message: withOutput(reason, result.output) }] };
}

/** Exit codes by which a shell says that it could not run the command at all. */
const notRunnable = [126, 127];

function statusOf({ end }: StepResult): GateResult['status'] {
  if (end.kind === 'exited') {
    if (end.exitCode === 0) return 'passed';
    return notRunnable.includes(end.exitCode) ? 'error' : 'failed';
  }
  return end.kind === 'timed-out' || end.kind === 'output-limit' ? 'failed' : 'error';
}

function withOutput(reason: string, output: string): string {
  return `${reason}\n${stripControl(output).trim().slice(-outputChars)}`.slice(0, findingChars);
}

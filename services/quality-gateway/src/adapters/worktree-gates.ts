/** Gates as commands in a fresh worktree of the commit. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { GateResult } from '@atms/contracts';
import type { BlobStore } from '@atms/eventsourcing';
import type { Repository } from '@atms/platform/git';
import type { Prepared, PrepareWorktree, RunStep, StepResult } from '@atms/platform/workspace';
import { describeEnd } from '@atms/platform/workspace';
import { stripControl } from '@atms/platform/process';
import pLimit from 'p-limit';
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
}

/** Lines of a failing command's output that become the next attempt's feedback. */
const findingChars = 3_000;

export function createWorktreeGates(options: WorktreeGatesOptions): GateRunner {
  const limit = pLimit(options.concurrency);
  return {
    async find(path, commit, spec) {
      if (spec.checks === 'none') return [];
      const repository = await options.repositories(path);
      return findGates(spec.checks, await repository.fileAt(commit, 'package.json'));
    },
    run: (run) => limit(() => runInWorktree(options, run)),
    clean: () => rm(options.worktreeDir, { recursive: true, force: true }),
  };
}

async function runInWorktree(
  options: WorktreeGatesOptions,
  run: GateRun,
): Promise<readonly GateResult[]> {
  const repository = await options.repositories(run.repository);
  const worktree = join(options.worktreeDir, run.name);
  await mkdir(options.worktreeDir, { recursive: true });
  await repository.addWorktree({ path: worktree, commit: run.commit });
  try {
    const prepared = await prepare(options, run, worktree);
    if (prepared.kind === 'failed') return [await notPrepared(options, prepared)];
    const results: GateResult[] = [];
    for (const gate of run.gates) results.push(await runGate(options, { run, worktree, gate }));
    return results;
  } finally {
    await repository.removeWorktree(worktree);
  }
}

function prepare(options: WorktreeGatesOptions, run: GateRun, worktree: string): Promise<Prepared> {
  return options.prepare({
    worktree,
    ...(run.spec.prepare === undefined ? {} : { named: run.spec.prepare }),
    env: options.environment(),
    cookie: `${options.cookiePrefix}/${run.name}`,
    timeoutMs: options.prepareTimeoutMs,
    maxOutputBytes: options.maxOutputBytes,
  });
}

async function notPrepared(
  options: WorktreeGatesOptions,
  { message, output }: Extract<Prepared, { kind: 'failed' }>,
): Promise<GateResult> {
  const blob = await options.blobs.put(Buffer.from(output));
  const said = `${message}\n${lastPart(output)}`.slice(0, 4_000);
  return {
    gate: 'prepare',
    status: 'error',
    durationMs: 0,
    reason: message,
    findings: [{ gate: 'prepare', message: said }],
    output: blob,
  };
}

async function runGate(
  options: WorktreeGatesOptions,
  one: { readonly run: GateRun; readonly worktree: string; readonly gate: CommandGate },
): Promise<GateResult> {
  const { gate, command, missing } = one.gate;
  if (command === undefined) {
    const reason = missing?.reason ?? 'there is nothing to run';
    return { gate, status: missing?.status ?? 'skipped', durationMs: 0, findings: [], reason };
  }
  const result = await options.runStep({
    command,
    cwd: one.worktree,
    env: options.environment(),
    cookie: `${options.cookiePrefix}/${one.run.name}`,
    timeoutMs: options.gateTimeoutMs,
    maxOutputBytes: options.maxOutputBytes,
  });
  return toGateResult(options, { gate, command }, result);
}

async function toGateResult(
  options: WorktreeGatesOptions,
  { gate, command }: { readonly gate: string; readonly command: string },
  result: StepResult,
): Promise<GateResult> {
  const status = statusOf(result);
  const output = result.output === '' ? undefined : await options.blobs.put(Buffer.from(result.output));
  const common = {
    gate,
    status,
    durationMs: result.durationMs,
    ...(output === undefined ? {} : { output }),
  };
  if (status === 'passed') return { ...common, findings: [] };
  const reason = `'${command}' ${describeEnd(result.end)}`.slice(0, 1_000);
  const message = `${reason}\n${lastPart(result.output)}`;
  return { ...common, reason, findings: [{ gate, message }] };
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

function lastPart(output: string): string {
  return stripControl(output).trim().slice(-findingChars);
}

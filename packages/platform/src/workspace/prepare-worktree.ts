/**
 * Makes a worktree able to run checks.
 *
 * Owns: which steps run in this process now. Does not own: what is kept of them.
 *
 * 1. Of the requests for one key one runs at a time; those that waited get a copy of its result.
 * 2. Only packages are copied: whatever else a step makes may depend on where it lies, or on the files of the commit.
 *    A step that makes such runs in every worktree, and after its first run it waits for nobody.
 * 3. A failure is an answer, and is not kept.
 */
import { basename } from 'node:path';
import { gitList } from '../git/run-git.ts';
import { findPrepare, type PrepareStep } from './find-prepare.ts';
import { keepingHooksPath } from './keep-hooks-path.ts';
import type { PreparedPackages } from './prepared-packages.ts';
import { describeEnd, type RunStep, type Step } from './run-step.ts';

export type Prepared =
  | {
      readonly kind: 'ready';
      /** What the step made and git did not know before; folders end in `/`. No part of anybody's work. */
      readonly made: readonly string[];
    }
  | { readonly kind: 'failed'; readonly message: string; readonly output: string };

export interface PrepareRequest extends Omit<Step, 'command' | 'cwd'> {
  /** Freshly checked out; nobody has worked in it. */
  readonly worktree: string;
  /** The plan's own step, in place of the one that the lockfile asks for. */
  readonly named?: string;
}

export type PrepareWorktree = (request: PrepareRequest) => Promise<Prepared>;

export interface PrepareWorktreeOptions {
  readonly packages: PreparedPackages;
  readonly runStep: RunStep;
}

export function createPrepareWorktree(options: PrepareWorktreeOptions): PrepareWorktree {
  const underWay = new Map<string, Promise<Prepared>>();
  const notCopied = new Set<string>();
  const run = async (request: PrepareRequest, step: PrepareStep) => {
    const prepared = await runStep(options, request, step);
    if (prepared.kind === 'failed') return prepared;
    const { worktree } = request;
    if (canBeCopied(step, prepared.made)) {
      await options.packages.keep(step.key, { worktree, folders: prepared.made });
    } else notCopied.add(step.key);
    return prepared;
  };
  const runAlone = (request: PrepareRequest, step: PrepareStep) => {
    const running = run(request, step).finally(() => underWay.delete(step.key));
    underWay.set(step.key, running);
    return running;
  };
  return async (request) => {
    const step = await findPrepare(request.worktree, request.named);
    if (step === undefined) return { kind: 'ready', made: [] };
    for (;;) {
      const other = underWay.get(step.key);
      if (other !== undefined) await settledOrAborted(other, request.signal);
      if (request.signal?.aborted === true) return stopped(step);
      if (notCopied.has(step.key)) return run(request, step);
      const made = await options.packages.restore(step.key, request.worktree);
      if (made !== undefined) return { kind: 'ready', made };
      // Nothing may stand between this look and the run that it allows.
      if (!underWay.has(step.key)) return runAlone(request, step);
    }
  };
}

async function runStep(
  options: PrepareWorktreeOptions,
  request: PrepareRequest,
  step: PrepareStep,
): Promise<Prepared> {
  const { worktree } = request;
  const command = { ...request, command: step.command, cwd: worktree };
  const { end, output } = await keepingHooksPath(worktree, () => options.runStep(command));
  if (end.kind !== 'exited' || end.exitCode !== 0) {
    const message = `Preparing the worktree failed: '${step.command}' ${describeEnd(end)}`;
    return { kind: 'failed', message, output };
  }
  return { kind: 'ready', made: await newInWorktree(worktree) };
}

/** Everything that git does not track; a folder of which it tracks nothing is one entry. */
function newInWorktree(worktree: string): Promise<readonly string[]> {
  const args = ['ls-files', '--others', '--directory', '--no-empty-directory', '-z'];
  return gitList({ cwd: worktree, args });
}

/** A command that the plan names may install from other manifests than those that its key holds. */
function canBeCopied(step: PrepareStep, made: readonly string[]): boolean {
  if (step.isNamed) return made.length === 1 && made[0] === 'node_modules/';
  const packages = made.filter((path) => path.endsWith('/') && basename(path) === 'node_modules');
  return made.length > 0 && packages.length === made.length;
}

function settledOrAborted(other: Promise<unknown>, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      signal?.removeEventListener('abort', settle);
      resolve();
    };
    if (signal?.aborted === true) resolve();
    signal?.addEventListener('abort', settle);
    void other.then(settle, settle);
  });
}

function stopped({ command }: PrepareStep): Prepared {
  const message = `Preparing the worktree was stopped before '${command}' ran`;
  return { kind: 'failed', message, output: '' };
}

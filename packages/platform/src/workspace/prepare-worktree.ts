import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findPrepare, type PrepareStep } from './find-prepare.ts';
import type { PreparedPackages } from './prepared-packages.ts';
import { describeEnd, type RunStep, type Step } from './run-step.ts';

export type Prepared =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string; readonly output: string };

export interface PrepareRequest extends Omit<Step, 'command' | 'cwd'> {
  readonly worktree: string;
  /** The plan's own step, in place of the one that the lockfile asks for. */
  readonly named?: string;
}

export type PrepareWorktree = (request: PrepareRequest) => Promise<Prepared>;

/**
 * Makes a worktree able to run checks. Per key one run at a time; later worktrees get a copy of its result.
 * A failure is an answer, and is not kept.
 */
export function createPrepareWorktree(options: {
  readonly packages: PreparedPackages;
  readonly runStep: RunStep;
}): PrepareWorktree {
  const underWay = new Map<string, Promise<unknown>>();
  return async (request) => {
    const step = await findPrepare(request.worktree, request.named);
    if (step === undefined) return { kind: 'ready' };
    while (underWay.has(step.key)) await underWay.get(step.key);
    if (await options.packages.restore(step.key, request.worktree)) return { kind: 'ready' };
    const run = runAndKeep(options, request, step);
    const settled = run.catch(() => undefined);
    underWay.set(step.key, settled);
    try {
      return await run;
    } finally {
      underWay.delete(step.key);
    }
  };
}

async function runAndKeep(
  options: { readonly packages: PreparedPackages; readonly runStep: RunStep },
  request: PrepareRequest,
  step: PrepareStep,
): Promise<Prepared> {
  const result = await options.runStep({
    ...request,
    command: step.command,
    cwd: request.worktree,
  });
  if (result.end.kind === 'exited' && result.end.exitCode === 0) {
    await options.packages.keep(step.key, request.worktree);
    return { kind: 'ready' };
  }
  await rm(join(request.worktree, 'node_modules'), { recursive: true, force: true });
  const message = `Preparing the worktree failed: '${step.command}' ${describeEnd(result.end)}`;
  return { kind: 'failed', message, output: result.output };
}

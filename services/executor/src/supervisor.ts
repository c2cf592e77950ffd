/**
 * Starts this executor's assignments and stops what is no longer current.
 *
 * Owns: the attempts that run in this process.
 * Does not own: which attempt counts; that is the task-manager's, and this only follows it.
 *
 * 1. An attempt is started at most once by this process, and only while it is current.
 * 2. What is no longer current is stopped; its result is void wherever it arrives.
 * 3. After two thirds of the lease without an answered renewal everything is stopped.
 */
import { messageOf } from '@atms/eventsourcing';
import type { Part } from '@atms/platform/service';
import type { Assignment } from './projections/assignments.ts';
import { endInterrupted, type ExecutorContext, runAttempt, type RunningAttempt, type StopReason } from './run-attempt.ts';

interface Entry {
  readonly run: RunningAttempt;
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

export interface Supervisor extends Part {
  running(): readonly { readonly taskId: string; readonly attempt: number }[];
  stopAttempts(
    attempts: readonly { readonly taskId: string; readonly attempt: number }[],
    reason: StopReason,
  ): void;
}

const nameOf = (key: { readonly taskId: string; readonly attempt: number }) =>
  `${key.taskId}/${key.attempt}`;

export function createSupervisor(context: ExecutorContext): Supervisor {
  const { view, follower, ports } = context;
  const entries = new Map<string, Entry>();
  let unlisten: (() => void) | undefined;

  const look = () => {
    for (const entry of entries.values()) {
      const { taskId, attempt } = entry.run.assignment;
      if (!view.isCurrent(taskId, attempt)) stop(entry, 'cancelled');
    }
    for (const assignment of view.own()) {
      if (mayStart(assignment)) start(assignment);
    }
  };
  const mayStart = ({ data, startedBy, executed }: Assignment) =>
    startedBy === undefined &&
    !executed &&
    !entries.has(nameOf(data)) &&
    view.isCurrent(data.taskId, data.attempt);

  const start = (assignment: Assignment) => {
    const abort = new AbortController();
    const run = runOf(context, assignment, abort.signal);
    if (run === undefined) return;
    const name = nameOf(assignment.data);
    const done = runAttempt(run)
      .catch((error: unknown) => {
        ports.log.error(`executor: ${name} failed: ${messageOf(error)}`, { ...assignment.data });
      })
      .finally(() => void entries.delete(name));
    entries.set(name, { run, abort, done });
  };
  const stop = (entry: Entry, reason: StopReason) => {
    if (entry.run.stopReason !== undefined) return;
    entry.run.stopReason = reason;
    entry.abort.abort(reason);
  };
  return {
    async start() {
      await recover(context);
      unlisten = follower.onAdvance(look);
      look();
    },
    async stop() {
      unlisten?.();
      for (const entry of entries.values()) stop(entry, 'interrupted');
      await Promise.all([...entries.values()].map((entry) => entry.done));
    },
    running: () => [...entries.values()].map(({ run }) => keyOf(run)),
    stopAttempts(attempts, reason) {
      for (const attempt of attempts) {
        const entry = entries.get(nameOf(attempt));
        if (entry !== undefined) stop(entry, reason);
      }
    },
  };
}

function keyOf({ assignment }: RunningAttempt) {
  return { taskId: assignment.taskId, attempt: assignment.attempt };
}

function runOf(
  context: ExecutorContext,
  { data }: Assignment,
  signal: AbortSignal,
): RunningAttempt | undefined {
  const task = context.view.task(data.taskId);
  const workflow = context.view.workflow(data.workflowId);
  const host = context.agents.find(
    (one) => `${context.settings.executorId}.${one.kind}` === data.agentId,
  );
  if (task === undefined || workflow === undefined || host === undefined) return undefined;
  const { workflowId, taskId, attempt } = data;
  const place = { workflowId, taskId, attempt, repository: workflow.request.repository };
  return { context, assignment: data, host, task, place, signal };
}

/** At start: what this executor had begun and not ended was interrupted by the end of its process. */
async function recover(context: ExecutorContext): Promise<void> {
  const { view, ports } = context;
  for (const assignment of view.own()) {
    const { data, startedBy, executed } = assignment;
    const left = view.leftWork(data.taskId, data.attempt);
    const run = runOf(context, assignment, new AbortController().signal);
    if (executed || startedBy !== data.agentId || left === undefined || run === undefined) continue;
    ports.log.info(`executor: ${nameOf(data)} was interrupted`, { ...data });
    const start = view.startOf(data.taskId, data.attempt) ?? { base: left.base, start: left.commit };
    await endInterrupted(run, start);
  }
  await context.workspaces.clean();
}

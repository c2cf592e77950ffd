/**
 * Starts this executor's assignments and stops what is no longer current.
 *
 * Owns: the attempts that run in this process.
 * Does not own: which attempt counts; that is the task-manager's, and this only follows it.
 *
 * 1. An attempt is started at most once by this process, and only while it is current.
 * 2. What is no longer current is stopped; its result is void wherever it arrives.
 * 3. What an earlier process of this executor began is ended as interrupted before anything is started.
 */
import { messageOf } from '@atms/eventsourcing';
import type { Part } from '@atms/platform/service';
import type { Assignment } from './projections/assignments.ts';
import { endInterrupted, endUnreachable, runAttempt } from './run-attempt.ts';
import {
  type ExecutorContext,
  keyOf,
  type OwnAttempt,
  type RunningAttempt,
  type StopReason,
} from './running-attempt.ts';
import type { AttemptStart } from './start-point.ts';

interface AttemptName {
  readonly taskId: string;
  readonly attempt: number;
}

interface Entry {
  readonly run: RunningAttempt;
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

export interface Supervisor extends Part {
  running(): readonly AttemptName[];
  stopAttempts(attempts: readonly AttemptName[], reason: StopReason): void;
}

const nameOf = (key: AttemptName) => `${key.taskId}/${key.attempt}`;

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
        ports.log.error(`executor: ${name} failed: ${messageOf(error)}`, keyOf(run));
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
    running: () => [...entries.values()].map(({ run }) => nameIn(run)),
    stopAttempts(attempts, reason) {
      for (const attempt of attempts) {
        const entry = entries.get(nameOf(attempt));
        if (entry !== undefined) stop(entry, reason);
      }
    },
  };
}

function nameIn({ assignment: { taskId, attempt } }: OwnAttempt): AttemptName {
  return { taskId, attempt };
}

function ownAttempt(context: ExecutorContext, { data }: Assignment): OwnAttempt | undefined {
  const task = context.view.task(data.taskId);
  const workflow = context.view.workflow(data.workflowId);
  if (task === undefined || workflow === undefined) return undefined;
  const { workflowId, taskId, attempt } = data;
  const place = { workflowId, taskId, attempt, repository: workflow.request.repository };
  return { context, assignment: data, task, place };
}

/** Undefined also when the configuration no longer has the agent: then the lease ends, and another one gets the task. */
function runOf(
  context: ExecutorContext,
  assignment: Assignment,
  signal: AbortSignal,
): RunningAttempt | undefined {
  const own = ownAttempt(context, assignment);
  const host = context.agents.find(
    (one) => `${context.settings.executorId}.${one.kind}` === assignment.data.agentId,
  );
  return own === undefined || host === undefined ? undefined : { ...own, host, signal };
}

/** One attempt that cannot be ended in the world is no reason to keep the others, or the whole start, waiting. */
async function endEarlier(own: OwnAttempt, start: AttemptStart): Promise<void> {
  try {
    await endInterrupted(own, start);
  } catch (error) {
    const { log } = own.context.ports;
    const reason = `What it left could not be taken up: ${messageOf(error)}`;
    log.error(`executor: ${nameOf(own.assignment)} was interrupted. ${reason}`, keyOf(own));
    await endUnreachable(own, start, reason);
  }
}

/** At start: what this executor had begun and not ended was interrupted by the end of its process. */
async function recover(context: ExecutorContext): Promise<void> {
  const { view, ports, workspaces } = context;
  for (const assignment of view.own()) {
    const { data, startedBy, executed } = assignment;
    const start = view.startOf(data.taskId, data.attempt);
    const own = ownAttempt(context, assignment);
    if (executed || startedBy !== data.agentId || start === undefined || own === undefined)
      continue;
    ports.log.info(`executor: ${nameOf(data)} was interrupted`, keyOf(own));
    await endEarlier(own, start);
  }
  await workspaces.clean([...view.repositories()]);
}

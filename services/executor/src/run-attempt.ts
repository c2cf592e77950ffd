/**
 * One attempt from start to `task.executed`. Intent stands in the log before anything is done in the world, and the
 * outcome after it; whatever happens in between, what lies in the worktree is committed.
 */
import { type EventData, type ExecutionOutcome, type Finding, type KnownTask, streams, type Usage } from '@atms/contracts';
import { type CommandHandler, type LogFollower, messageOf, type Rejection } from '@atms/eventsourcing';
import { askForApproval } from './ask-for-approval.ts';
import type { AgentEnd, AttemptJob } from './agent.ts';
import type { ExecutionCommand, ExecutionEvent } from './domain/execution.ts';
import type { AttemptPlace, ExecutorOptions, HostedAgent, OpenWorkspace, Saved, Workspaces } from './ports.ts';
import { contextPackage } from './processes/context-package.ts';
import type { Assignment, Assignments } from './projections/assignments.ts';
import { type AttemptStart, findStart } from './start-point.ts';
import { createTranscript, type Transcript } from './transcript.ts';

export interface ExecutorContext extends Omit<ExecutorOptions, 'workspaces'> {
  readonly workspaces: Workspaces;
  readonly view: Assignments;
  readonly follower: LogFollower;
  readonly execution: CommandHandler<ExecutionCommand, ExecutionEvent, Rejection>;
}

/** Why an attempt is stopped from outside. */
export type StopReason = 'cancelled' | 'interrupted';

export interface RunningAttempt {
  readonly context: ExecutorContext;
  readonly assignment: Assignment['data'];
  readonly host: HostedAgent;
  readonly task: KnownTask;
  readonly place: AttemptPlace;
  readonly signal: AbortSignal;
  /** Set once it was stopped. */
  stopReason?: StopReason;
}

export async function runAttempt(run: RunningAttempt): Promise<void> {
  const { context, task, place } = run;
  const start = await findStart(context, task, place);
  if (!(await begin(run, start))) return;
  const startedAt = context.ports.clock.monotonicMs();
  const workspace = await context.workspaces.open(place, start);
  try {
    const key = keyOf(run);
    const transcript = createTranscript({ ...context, key });
    const end = await work(run, { start, workspace, transcript });
    const saved = await save(run, workspace);
    await finish(run, {
      end,
      start,
      saved,
      violations: await workspace.inspect(),
      transcript,
      durationMs: context.ports.clock.monotonicMs() - startedAt,
    });
  } finally {
    await workspace.close();
  }
}

/** What a process that died left of an attempt is kept, and the attempt ends as interrupted. */
export async function endInterrupted(run: RunningAttempt, start: AttemptStart): Promise<void> {
  const workspace = await run.context.workspaces.reopen(run.place, start);
  const end = { type: 'ended', outcome: 'interrupted', summary: 'ATMS itself ended' } as const;
  if (workspace === undefined) {
    const kept = (await run.context.workspaces.keptCommit(run.place)) ?? start.start;
    const saved = await run.context.workspaces.treeOf(run.place.repository, kept);
    return finish(run, { end, start, saved, violations: [], durationMs: 0 });
  }
  try {
    const saved = await save(run, workspace);
    await finish(run, { end, start, saved, violations: await workspace.inspect(), durationMs: 0 });
  } finally {
    await workspace.close();
  }
}

function keyOf({ assignment }: RunningAttempt) {
  const { workflowId, taskId, attempt } = assignment;
  return { workflowId, taskId, attempt };
}

/** Puts the intent into the log. False when another agent was first: then this assignment is void. */
async function begin(run: RunningAttempt, { base, start }: AttemptStart): Promise<boolean> {
  const { agentId, executorId } = run.assignment;
  const outcome = await decide(run, 'start', {
    type: 'StartExecution',
    start: { ...keyOf(run), agentId, executorId, base, start },
  });
  return outcome.kind === 'accepted' && outcome.events.length > 0;
}

function decide(run: RunningAttempt, step: string, command: ExecutionCommand) {
  const { taskId, attempt, agentId, workflowId } = run.assignment;
  return run.context.execution({
    stream: streams.execution(taskId, attempt),
    commandId: `${step}/${taskId}/${attempt}/${agentId}`,
    correlationId: workflowId,
    command,
  });
}

interface Working {
  readonly start: AttemptStart;
  readonly workspace: OpenWorkspace;
  readonly transcript: Transcript;
}

async function work(run: RunningAttempt, working: Working): Promise<AgentEnd> {
  const stopCheckpoints = checkpointEvery(run, working.workspace);
  try {
    const job = await prepareJob(run, working);
    return 'type' in job ? job : await runAgent(run, working, job);
  } catch (error) {
    return { type: 'ended', outcome: 'failed', summary: messageOf(error).slice(0, 4_000) };
  } finally {
    await stopCheckpoints();
  }
}

async function prepareJob(run: RunningAttempt, working: Working): Promise<AttemptJob | AgentEnd> {
  const { context, task, host, signal } = run;
  const { settings } = context;
  const { taskId, attempt, workflowId } = run.assignment;
  const cookie = `${settings.dataDirectoryId}/${settings.executorId}/${taskId}/${attempt}`;
  const named = task.spec.prepare;
  const prepared = await context.workspaces.prepare(working.workspace, {
    ...(named === undefined ? {} : { named }),
    cookie,
    signal,
  });
  if (prepared.kind === 'failed') {
    working.transcript.write(prepared.output);
    return { type: 'ended', outcome: 'failed', summary: prepared.message };
  }
  const contextFile = await context.writeContext(
    { taskId, attempt },
    contextPackage(context.view, taskId, working.start.previousDiff),
  );
  const variables = {
    ...host.env,
    ...working.workspace.gitEnv,
    ATMS_TASK: task.spec.planTaskId,
    ATMS_TASK_ID: taskId,
    ATMS_WORKFLOW_ID: workflowId,
    ATMS_ATTEMPT: String(attempt),
    ATMS_CONTEXT: contextFile,
  };
  return {
    workflowId,
    taskId,
    attempt,
    spec: task.spec,
    worktree: working.workspace.path,
    contextFile,
    env: context.environment(variables, host.allowEnv),
    cookie,
    timeoutMs: task.spec.timeoutMs ?? settings.taskTimeoutMs,
    maxOutputBytes: settings.maxOutputBytes,
  };
}

async function runAgent(
  run: RunningAttempt,
  { transcript }: Working,
  job: AttemptJob,
): Promise<AgentEnd> {
  for await (const update of run.host.agent.run(job, run.signal)) {
    switch (update.type) {
      case 'output':
        transcript.write(update.text);
        break;
      case 'progress':
        transcript.progress(update.percent);
        break;
      case 'approval':
        void askForApproval(run, update, (line) => transcript.write(line));
        break;
      case 'ended':
        return run.stopReason === undefined ? update : { ...update, outcome: run.stopReason };
    }
  }
  return { type: 'ended', outcome: 'failed', summary: 'The agent ended without saying how' };
}

/** Commits work in progress at an interval, so that a crash loses at most that much. */
function checkpointEvery(run: RunningAttempt, workspace: OpenWorkspace): () => Promise<void> {
  const { clock, log } = run.context.ports;
  let cancelTimer: (() => void) | undefined;
  let underWay: Promise<void> | undefined;
  let stopped = false;
  const checkpoint = async () => {
    try {
      const saved = await save(run, workspace);
      await decide(run, `checkpoint/${saved.commit}`, {
        type: 'CheckpointExecution',
        checkpoint: { ...keyOf(run), ...saved },
      });
    } catch (error) {
      log.warn(`executor: a checkpoint failed: ${messageOf(error)}`, keyOf(run));
    }
  };
  const next = () => {
    cancelTimer = clock.after(run.context.settings.checkpointEveryMs, () => {
      underWay = checkpoint().then(() => {
        if (!stopped) next();
      });
    });
  };
  next();
  return async () => {
    stopped = true;
    cancelTimer?.();
    await underWay;
  };
}

function save(run: RunningAttempt, workspace: OpenWorkspace): Promise<Saved> {
  const { planTaskId, name } = run.task.spec;
  const message = `${planTaskId}: ${name} (attempt ${run.assignment.attempt})`;
  return workspace.save({ agentId: run.assignment.agentId, message });
}

interface Finished {
  readonly end: {
    readonly outcome: ExecutionOutcome;
    readonly summary: string;
    readonly usage?: Usage;
  };
  readonly start: AttemptStart;
  readonly saved: Saved;
  readonly violations: readonly Finding[];
  readonly transcript?: Transcript;
  readonly durationMs: number;
}

async function finish(run: RunningAttempt, finished: Finished): Promise<void> {
  const { end, start, saved, violations, durationMs } = finished;
  const transcript = await finished.transcript?.store();
  const result: EventData<'task.executed'> = {
    ...keyOf(run),
    agentId: run.assignment.agentId,
    outcome: end.outcome,
    base: start.base,
    commit: saved.commit,
    tree: saved.tree,
    durationMs,
    summary: end.summary.slice(0, 4_000),
    violations: violations.slice(0, 20),
    ...(end.usage === undefined ? {} : { usage: end.usage }),
    ...(transcript === undefined ? {} : { transcript }),
  };
  await decide(run, 'finish', { type: 'FinishExecution', result });
}

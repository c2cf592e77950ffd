/**
 * One attempt from start to `task.executed`. Intent stands in the log before anything is done in the world, and the
 * outcome after it; whatever happens in between, what lies in the worktree is committed.
 */
import type { BlobRef } from '@atms/contracts';
import { messageOf } from '@atms/eventsourcing';
import type { AgentEnd, AttemptJob } from './agent.ts';
import { askForApproval } from './ask-for-approval.ts';
import { checkpointEvery } from './checkpoints.ts';
import { begin, finish } from './execution-log.ts';
import { keepFiles, leaveNothing, leaveWork, savedInLog } from './leave-work.ts';
import type { OpenWorkspace } from './ports.ts';
import { findStartPatiently } from './patient-start.ts';
import { prepareJob, type Working } from './prepare-job.ts';
import { keyOf, type OwnAttempt, type RunningAttempt } from './running-attempt.ts';
import type { AttemptStart } from './start-point.ts';
import { createTranscript, type Transcript } from './transcript.ts';

export async function runAttempt(run: RunningAttempt): Promise<void> {
  const { context } = run;
  const found = await findStartPatiently(run);
  if (found.kind === 'stopped' || !(await begin(run, found.start))) return;
  if (found.kind === 'unreachable') return endFromLog(run, found.start, failedAs(found.reason));
  const { start } = found;
  const startedMs = context.ports.clock.monotonicMs();
  const transcript = createTranscript({ ...context, key: keyOf(run) });
  const conclude = async (left: Awaited<ReturnType<typeof leaveWork>>) =>
    finish(run, {
      ...left,
      start,
      transcript: await stored(run, transcript),
      durationMs: context.ports.clock.monotonicMs() - startedMs,
    });
  const opened = await openWorkspace(run, start);
  if (typeof opened === 'string') return conclude(await leaveNothing(run, start, opened));
  await closing(run, opened, async (workspace) => {
    const end = await work(run, { start, workspace, transcript });
    await conclude(await leaveWork(run, workspace, { end, start }));
  });
}

/** What a process that died left of an attempt is kept, and the attempt ends as interrupted. */
export async function endInterrupted(attempt: OwnAttempt, start: AttemptStart): Promise<void> {
  const end = { type: 'ended', outcome: 'interrupted', summary: 'ATMS itself ended' } as const;
  const opened = await attempt.context.workspaces.reopen(attempt.place, start);
  await closing(attempt, opened, async (workspace) => {
    const left = await leaveWork(attempt, workspace, { end, start });
    await finish(attempt, { ...left, start, transcript: undefined, durationMs: 0 });
  });
}

/**
 * The same for an attempt whose repository cannot be asked, say because it was moved: what the log knows counts, and
 * what lies in the worktree is set aside.
 */
export async function endUnreachable(
  attempt: OwnAttempt,
  start: AttemptStart,
  reason: string,
): Promise<void> {
  const summary = `ATMS itself ended. ${reason}${await keepFiles(attempt)}`;
  await endFromLog(attempt, start, { type: 'ended', outcome: 'interrupted', summary });
}

function failedAs(summary: string): AgentEnd {
  return { type: 'ended', outcome: 'failed', summary };
}

/** Ends an attempt without asking its repository for anything. */
async function endFromLog(attempt: OwnAttempt, start: AttemptStart, end: AgentEnd): Promise<void> {
  const saved = savedInLog(attempt, start.start);
  const nothingElse = { violations: [], transcript: undefined, durationMs: 0 };
  await finish(attempt, { end, saved, start, ...nothingElse });
}

/** @returns why there is no worktree, when none could be made. */
async function openWorkspace(
  { context, place }: RunningAttempt,
  start: AttemptStart,
): Promise<OpenWorkspace | string> {
  try {
    return await context.workspaces.open(place, start);
  } catch (error) {
    return `No worktree could be made for the attempt: ${messageOf(error)}`;
  }
}

/** A worktree that cannot be removed harms nobody: the next start removes it. */
async function closing(
  attempt: OwnAttempt,
  workspace: OpenWorkspace,
  use: (workspace: OpenWorkspace) => Promise<void>,
): Promise<void> {
  try {
    await use(workspace);
  } finally {
    await workspace.close().catch((error: unknown) => {
      const { log } = attempt.context.ports;
      log.warn(`executor: a worktree could not be removed: ${messageOf(error)}`, keyOf(attempt));
    });
  }
}

async function work(run: RunningAttempt, working: Working): Promise<AgentEnd> {
  const end = await workUntilEnd(run, working);
  return run.stopReason === undefined ? end : { ...end, outcome: run.stopReason };
}

async function workUntilEnd(run: RunningAttempt, working: Working): Promise<AgentEnd> {
  try {
    const job = await prepareJob(run, working);
    return 'type' in job ? job : await runAgent(run, working, job);
  } catch (error) {
    return failedAs(messageOf(error));
  }
}

async function runAgent(
  run: RunningAttempt,
  { workspace, transcript }: Working,
  job: AttemptJob,
): Promise<AgentEnd> {
  const stopCheckpoints = checkpointEvery(run, workspace);
  try {
    return await follow(run, transcript, job);
  } finally {
    await stopCheckpoints();
  }
}

async function follow(
  run: RunningAttempt,
  transcript: Transcript,
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
        return update;
    }
  }
  return failedAs('The agent ended without saying how');
}

/** An attempt does not fail because what it said could not be kept. */
async function stored(run: RunningAttempt, transcript: Transcript): Promise<BlobRef | undefined> {
  try {
    return await transcript.store();
  } catch (error) {
    const { log } = run.context.ports;
    log.warn(`executor: a transcript could not be kept: ${messageOf(error)}`, keyOf(run));
    return undefined;
  }
}

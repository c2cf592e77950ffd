import type { AgentEnd, AttemptJob } from './agent.ts';
import type { OpenWorkspace } from './ports.ts';
import { contextPackage } from './processes/context-package.ts';
import { keyOf, type RunningAttempt } from './running-attempt.ts';
import type { AttemptStart } from './start-point.ts';
import type { Transcript } from './transcript.ts';

/** Where and how one attempt works. */
export interface Working {
  readonly start: AttemptStart;
  readonly workspace: OpenWorkspace;
  readonly transcript: Transcript;
}

/** Makes the worktree able to run checks and writes down all that the agent is told; or says why that failed. */
export async function prepareJob(
  run: RunningAttempt,
  working: Working,
): Promise<AttemptJob | AgentEnd> {
  const { context, task } = run;
  const { taskId, attempt } = run.assignment;
  const failure = await prepareWorktree(run, working);
  if (failure !== undefined) return failure;
  const contextFile = await context.writeContext(
    { taskId, attempt },
    contextPackage(context.view, taskId, working.start.previousDiff),
  );
  return {
    ...keyOf(run),
    spec: task.spec,
    worktree: working.workspace.path,
    contextFile,
    env: environmentOf(run, working, contextFile),
    cookie: cookieOf(run),
    timeoutMs: task.spec.timeoutMs ?? context.settings.taskTimeoutMs,
    maxOutputBytes: context.settings.maxOutputBytes,
  };
}

async function prepareWorktree(
  run: RunningAttempt,
  { workspace, transcript }: Working,
): Promise<AgentEnd | undefined> {
  const named = run.task.spec.prepare;
  const prepared = await run.context.workspaces.prepare(workspace, {
    ...(named === undefined ? {} : { named }),
    cookie: cookieOf(run),
    signal: run.signal,
  });
  if (prepared.kind === 'ready') return undefined;
  transcript.write(prepared.output);
  return { type: 'ended', outcome: 'failed', summary: prepared.message };
}

function environmentOf(run: RunningAttempt, { workspace }: Working, contextFile: string) {
  const { context, host, task, assignment } = run;
  const variables = {
    ...host.env,
    ...workspace.gitEnv,
    ATMS_TASK: task.spec.planTaskId,
    ATMS_TASK_ID: assignment.taskId,
    ATMS_WORKFLOW_ID: assignment.workflowId,
    ATMS_ATTEMPT: String(assignment.attempt),
    ATMS_CONTEXT: contextFile,
  };
  return context.environment(variables, host.allowEnv);
}

function cookieOf({ context, assignment }: RunningAttempt): string {
  const { dataDirectoryId, executorId } = context.settings;
  return `${dataDirectoryId}/${executorId}/${assignment.taskId}/${assignment.attempt}`;
}

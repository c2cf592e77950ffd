/** The end of an attempt in the world: whatever it left is committed, and what it did beside its worktree is undone. */
import type { Finding } from '@atms/contracts';
import { messageOf } from '@atms/eventsourcing';
import type { AgentEnd } from './agent.ts';
import type { OpenWorkspace, Saved, StartPoint } from './ports.ts';
import type { OwnAttempt } from './running-attempt.ts';

export interface LeftBehind {
  readonly end: AgentEnd;
  readonly saved: Saved;
  readonly violations: readonly Finding[];
}

export async function leaveWork(
  attempt: OwnAttempt,
  workspace: OpenWorkspace,
  ended: { readonly end: AgentEnd; readonly start: StartPoint },
): Promise<LeftBehind> {
  const left = await saveOrSay(attempt, workspace, ended);
  return { ...left, violations: await inspect(workspace) };
}

/** An attempt for which no worktree could be made. */
export async function leaveNothing(
  attempt: OwnAttempt,
  start: StartPoint,
  summary: string,
): Promise<LeftBehind> {
  const end = { type: 'ended', outcome: 'failed', summary } as const;
  return { end, saved: await lastSaved(attempt, start), violations: [] };
}

export function save(attempt: OwnAttempt, workspace: OpenWorkspace): Promise<Saved> {
  const { planTaskId, name } = attempt.task.spec;
  const message = `${planTaskId}: ${name} (attempt ${attempt.assignment.attempt})`;
  return workspace.save({ agentId: attempt.assignment.agentId, message });
}

/** Work that could not be committed is not done, whatever the agent says of it. */
async function saveOrSay(
  attempt: OwnAttempt,
  workspace: OpenWorkspace,
  { end, start }: { readonly end: AgentEnd; readonly start: StartPoint },
): Promise<Pick<LeftBehind, 'end' | 'saved'>> {
  try {
    return { end, saved: await save(attempt, workspace) };
  } catch (error) {
    const outcome = end.outcome === 'done' ? 'failed' : end.outcome;
    const kept = await keepFiles(attempt);
    const summary = `${messageOf(error)}${kept} The agent had ended with: ${end.summary}`;
    return { end: { ...end, outcome, summary }, saved: await lastSaved(attempt, start) };
  }
}

/** Sets the worktree aside. @returns a sentence about it, with a blank before it; empty when nothing lies there. */
export async function keepFiles({ context, place }: OwnAttempt): Promise<string> {
  try {
    const folder = await context.workspaces.keep(place);
    return folder === undefined
      ? ''
      : ` The files of the attempt were not committed; they are kept in ${folder}.`;
  } catch (error) {
    return ` The files of the attempt were not committed, and could not be kept: ${messageOf(error)}.`;
  }
}

/** Out of the log when the repository answers nothing, because the attempt has to end all the same. */
async function lastSaved(attempt: OwnAttempt, { start }: StartPoint): Promise<Saved> {
  const { context, place } = attempt;
  try {
    const kept = await context.workspaces.keptCommit(place);
    return await context.workspaces.treeOf(place.repository, kept ?? start);
  } catch {
    return savedInLog(attempt, start);
  }
}

/** Asks no repository. */
export function savedInLog({ context, place }: OwnAttempt, start: string): Saved {
  const known = context.view.lastSaved(place.taskId, place.attempt);
  return known ?? { commit: start, tree: start };
}

/** What cannot be compared cannot be vouched for. */
async function inspect(workspace: OpenWorkspace): Promise<readonly Finding[]> {
  try {
    return await workspace.inspect();
  } catch (error) {
    const message = `What the attempt did beside its worktree could not be found out: ${messageOf(error)}`;
    return [{ gate: 'repository', message: message.slice(0, 4_000) }];
  }
}

import type { KnownTask } from '@atms/contracts';
import type { AttemptPlace, StartPoint, Workspaces } from './ports.ts';
import type { Assignments } from './projections/assignments.ts';

export interface AttemptStart extends StartPoint {
  /** What the previous attempt changed, when this one begins on the line's head instead of going on. */
  readonly previousDiff?: string;
}

/**
 * Where an attempt begins: on the last commit of the one before it, or on the line's head.
 * The previous attempt's own ref counts more than the log: work may have been kept that no event tells of.
 */
export async function findStart(
  options: { readonly view: Assignments; readonly workspaces: Workspaces },
  task: KnownTask,
  place: AttemptPlace,
): Promise<AttemptStart> {
  const { view, workspaces } = options;
  const workflow = view.workflow(task.workflowId);
  if (workflow === undefined) throw new Error(`The workflow ${task.workflowId} is not in the log`);
  const { repository, branch, base } = workflow.request;
  const before = await previousWork(options, task, place);
  if (before !== undefined && task.retried?.start === 'last-commit') {
    return { base: before.base, start: before.commit };
  }
  const head = await workspaces.lineHead(repository, branch, base);
  if (before === undefined || before.base === before.commit) return { base: head, start: head };
  const previousDiff = await workspaces.diff(repository, before.base, before.commit);
  return { base: head, start: head, previousDiff };
}

async function previousWork(
  { view, workspaces }: { readonly view: Assignments; readonly workspaces: Workspaces },
  task: KnownTask,
  place: AttemptPlace,
): Promise<{ readonly base: string; readonly commit: string } | undefined> {
  for (let attempt = place.attempt - 1; attempt >= 1; attempt--) {
    const left = view.leftWork(task.taskId, attempt);
    if (left === undefined) continue;
    const kept = await workspaces.keptCommit({ ...place, attempt });
    return { base: left.base, commit: kept ?? left.commit };
  }
  return undefined;
}

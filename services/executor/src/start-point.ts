import type { KnownTask } from '@atms/contracts';
import type { AttemptPlace, StartPoint, Workspaces } from './ports.ts';
import type { Assignments } from './projections/assignments.ts';

export interface AttemptStart extends StartPoint {
  /** What the previous attempt changed, when this one begins on the line's head instead of going on. */
  readonly previousDiff?: string;
}

/** What is known of earlier attempts, and what lies in the repository. */
export interface FromWhere {
  readonly view: Assignments;
  readonly workspaces: Pick<Workspaces, 'lineHead' | 'keptCommit' | 'diff'>;
}

/**
 * Where an attempt begins: on the last commit of the one before it, or on the line's head.
 * The previous attempt's own ref counts more than the log: work may have been kept that no event tells of.
 */
export async function findStart(
  from: FromWhere,
  task: KnownTask,
  place: AttemptPlace,
): Promise<AttemptStart> {
  const { view, workspaces } = from;
  const workflow = view.workflow(task.workflowId);
  if (workflow === undefined) throw new Error(`The workflow ${task.workflowId} is not in the log`);
  const { repository, branch, base } = workflow.request;
  const before = await previousWork(from, place);
  if (before?.goesOn === true) return { base: before.base, start: before.commit };
  const end = view.landed(task.workflowId) ?? base;
  const head = await workspaces.lineHead(repository, branch, end);
  if (before === undefined || before.base === before.commit) return { base: head, start: head };
  const previousDiff = await workspaces.diff(repository, before.base, before.commit);
  return { base: head, start: head, previousDiff };
}

interface PreviousWork {
  readonly base: string;
  readonly commit: string;
  /** False when this attempt, or one in between that never began, was to begin on the line's head. */
  readonly goesOn: boolean;
}

/** What the last attempt left that began at all. */
async function previousWork(
  { view, workspaces }: FromWhere,
  place: AttemptPlace,
): Promise<PreviousWork | undefined> {
  let goesOn = true;
  for (let attempt = place.attempt - 1; attempt >= 1; attempt--) {
    if (view.opensAtHead(place.taskId, attempt + 1)) goesOn = false;
    const left = view.leftWork(place.taskId, attempt);
    if (left === undefined) continue;
    const kept = await workspaces.keptCommit({ ...place, attempt });
    return { base: left.base, commit: kept ?? left.commit, goesOn };
  }
  return undefined;
}

import { elapsedMs } from '@atms/contracts';
import { formatDuration, pathSetsOverlap } from '@atms/plan';
import type { LockRow, TaskRow } from '../projections/tables.ts';
import type { Incident, ReportRows } from './workflow-report.ts';

/** Tasks that could have started, had another one not held a path that they declare. */
export function lockWaits({ tasks, locks, asOf }: ReportRows): readonly Incident[] {
  const byId = new Map(tasks.map((task) => [task.taskId, task]));
  return tasks.flatMap((task) => {
    const eligibleAt = eligibleSince(task, byId);
    if (eligibleAt === null) return [];
    const until = task.readyAt ?? task.endedAt ?? asOf;
    const holder = locks.find((lock) => heldBetween(lock, task, { from: eligibleAt, until }));
    return holder === undefined ? [] : [incident(task, holder, { eligibleAt, until, byId })];
  });
}

/** When the last dependency had completed; null when that has not happened. */
function eligibleSince(task: TaskRow, byId: ReadonlyMap<string, TaskRow>): string | null {
  if (task.createdAt === null) return null;
  const dependencies = (JSON.parse(task.dependencies) as string[]).map((id) => byId.get(id));
  if (dependencies.some((one) => one !== undefined && one.state !== 'completed')) return null;
  return dependencies
    .flatMap((one) => one?.endedAt ?? [])
    .reduce((latest, at) => (at > latest ? at : latest), task.createdAt);
}

interface Span {
  readonly from: string;
  readonly until: string;
}

/** Taken before the task was ready, and given back after it could have been. */
function heldBetween(lock: LockRow, task: TaskRow, { from, until }: Span): boolean {
  if (lock.taskId === task.taskId) return false;
  const overlapsInTime =
    lock.acquiredAt < until && (lock.releasedAt === null || lock.releasedAt > from);
  return overlapsInTime && pathSetsOverlap(pathsOf(task), pathsOf(lock));
}

interface Wait {
  readonly eligibleAt: string;
  readonly until: string;
  readonly byId: ReadonlyMap<string, TaskRow>;
}

function incident(task: TaskRow, holder: LockRow, { eligibleAt, until, byId }: Wait): Incident {
  const who = byId.get(holder.taskId)?.planTaskId ?? holder.taskId;
  const waited = formatDuration(elapsedMs(eligibleAt, until));
  return {
    at: eligibleAt,
    kind: 'lock-wait',
    planTaskId: task.planTaskId,
    sentence: `waited ${waited} for paths that ${who} held (${pathsOf(holder).join(', ')})`,
    findings: [],
  };
}

function pathsOf({ paths }: { readonly paths: string }): readonly string[] {
  return JSON.parse(paths) as string[];
}

import { hashOf } from '@atms/testkit';
import type { Candidate, MergeCommand, MergeEvent } from '../domain/merge-line.ts';

type Conflict = Extract<MergeCommand, { type: 'ConflictMerge' }>['conflict'];

export function candidate(taskId = 'T1', change: Partial<Candidate> = {}): Candidate {
  return {
    lineId: 'L',
    workflowId: 'W',
    taskId,
    attempt: 1,
    base: hashOf('a'),
    commit: hashOf('c'),
    tree: hashOf('d'),
    ...change,
  };
}

/** Started on its own base, unless the head is named. */
export function start(one: Candidate, head = one.base): MergeCommand {
  return { type: 'StartMerge', candidate: one, head };
}

export function apply({ taskId, attempt }: Candidate): MergeCommand {
  return { type: 'ApplyMerge', key: { taskId, attempt } };
}

export function conflict(one: Candidate, reason: Conflict['reason']): MergeCommand {
  return { type: 'ConflictMerge', conflict: conflictOf(one, reason) };
}

export function conflictOf(one: Candidate, reason: Conflict['reason']): Conflict {
  const { lineId, workflowId, taskId, attempt } = one;
  return { lineId, workflowId, taskId, attempt, reason, message: 'why', paths: [], findings: [] };
}

export const started = (one: Candidate): MergeEvent => ({ type: 'merge.started', data: one });
export const applied = (one: Candidate): MergeEvent => ({ type: 'merge.applied', data: one });
export const conflicted = (one: Candidate, reason: Conflict['reason']): MergeEvent => ({
  type: 'merge.conflicted',
  data: conflictOf(one, reason),
});

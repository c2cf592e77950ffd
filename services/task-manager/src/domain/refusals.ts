import { reject } from '@atms/eventsourcing';
import type { TaskDecision, TaskState } from './task-messages.ts';

/** Why a task does not do what it was told, with what to do instead. */
export function mergeUnderWay(): TaskDecision {
  return reject('merge-under-way', 'The task is being merged just now; wait for the outcome');
}

export function alreadyEnded({ life }: TaskState): TaskDecision {
  return reject('task-already-ended', `The task is ${life}; its end is final`);
}

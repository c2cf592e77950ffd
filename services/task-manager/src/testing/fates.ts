import type { TaskCommand } from '../domain/task-messages.ts';
import {
  accept,
  by,
  cancel,
  completeMerged,
  completeUnchanged,
  endAttempt,
  escalate,
  rejectTask,
} from './task-life.ts';

/** What becomes of an attempt, in one step or two. */
const steps: Readonly<Record<string, readonly TaskCommand[]>> = {
  interrupted: [endAttempt({ cause: 'interrupted' })],
  conflict: [accept, endAttempt({ cause: 'conflict' })],
  'set-aside': [escalate, { type: 'RetryTask', attempt: 1, by, previousAgents: [] }],
  unchanged: [completeUnchanged],
  merged: [accept, completeMerged],
  'given-up': [escalate, rejectTask],
  cancelled: [cancel],
};

export const passing = ['interrupted', 'conflict', 'set-aside'] as const;
export const good = ['unchanged', 'merged'] as const;
export const bad = ['given-up', 'cancelled'] as const;

/** Some attempts go wrong first; the last fate is the end. */
export type Fate = (typeof passing | typeof good | typeof bad)[number];

export interface Step {
  /** Before its first step, an attempt waits until it may start. Cancelling waits for nothing. */
  readonly waits: boolean;
  command(attempt: number): TaskCommand;
}

export function stepsOf(fates: readonly Fate[]): readonly Step[] {
  return fates.flatMap((fate) =>
    (steps[fate] ?? []).map((step, index) => ({
      waits: index === 0 && fate !== 'cancelled',
      command: (attempt: number) => ('attempt' in step ? { ...step, attempt } : step),
    })),
  );
}

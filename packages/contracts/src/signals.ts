import { z } from 'zod';
import { attemptKey } from './values.ts';

/** What nobody relies on: never stored, may be lost. The key is the subject. */
export const signalSchemas = {
  'progress.output': z.object({ ...attemptKey, text: z.string() }),
  /** The checkout of a branch that a merge waits for, told again while it does; null once it waits no longer. */
  'progress.waiting': z.object({
    ...attemptKey,
    checkout: z.object({ branch: z.string(), path: z.string() }).nullable(),
  }),
  'progress.percent': z.object({ ...attemptKey, percent: z.number().min(0).max(100) }),
};

export type SignalSubject = keyof typeof signalSchemas;
export type SignalPayload<S extends SignalSubject> = z.infer<(typeof signalSchemas)[S]>;

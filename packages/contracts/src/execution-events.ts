import { z } from 'zod';
import { ownedBy } from './event-definition.ts';
import { attemptKey, blobRef, commit, durationMs, findings, id, text, usage } from './values.ts';

const executor = ownedBy('executor');

export const executionOutcome = z.enum(['done', 'failed', 'timed-out', 'cancelled', 'interrupted']);
export type ExecutionOutcome = z.infer<typeof executionOutcome>;

export const executionEvents = {
  /** `base`: the line's commit that the work is compared with; `start`: the commit in the worktree at the start. */
  'task.started': executor(
    z.object({ ...attemptKey, agentId: id, executorId: id, base: commit, start: commit }),
  ),
  'task.checkpointed': executor(z.object({ ...attemptKey, commit, tree: commit })),
  /** `violations`: what the attempt did to the repository beside its own worktree; any of them refuses it. */
  'task.executed': executor(
    z.object({
      ...attemptKey,
      agentId: id,
      outcome: executionOutcome,
      base: commit,
      commit,
      tree: commit,
      durationMs,
      summary: text,
      violations: findings,
      usage: z.exactOptional(usage),
      transcript: z.exactOptional(blobRef),
    }),
  ),
};

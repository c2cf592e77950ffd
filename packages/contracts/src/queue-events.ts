import { z } from 'zod';
import { ownedBy } from './event-definition.ts';
import { attemptKey, id, instant, path, priority } from './values.ts';

const queue = ownedBy('queue');
const entry = { lineId: id, ...attemptKey };

/** Why a task left its line. Only `completed` lets its dependants start. */
export const removalReason = z.enum(['completed', 'failed', 'cancelled', 'escalated']);
export type RemovalReason = z.infer<typeof removalReason>;

export const queueEvents = {
  'task.queued': queue(
    z.object({
      ...entry,
      dependencies: z.array(id),
      paths: z.array(path),
      priority,
      queuedAt: instant,
      notBefore: z.exactOptional(instant),
      deadline: z.exactOptional(instant),
      /** On a longest way through its workflow, by the plan's estimates. */
      onCriticalPath: z.exactOptional(z.boolean()),
      /** How many tasks of its workflow wait for it, directly or by others. */
      blocks: z.exactOptional(z.int().min(0)),
    }),
  ),
  'lock.acquired': queue(z.object({ ...entry, paths: z.array(path).min(1) })),
  'task.ready': queue(z.object(entry)),
  /**
   * A person's word on the base of its priority, which stays for the task's later attempts; or on its deadline, and then
   * the base is what it was.
   */
  'queue.prioritized': queue(
    z.object({ ...entry, priority, deadline: z.exactOptional(instant), by: z.string() }),
  ),
  'queue.removed': queue(z.object({ ...entry, reason: removalReason })),
};

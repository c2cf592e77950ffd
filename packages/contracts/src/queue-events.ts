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
    }),
  ),
  'lock.acquired': queue(z.object({ ...entry, paths: z.array(path).min(1) })),
  'task.ready': queue(z.object(entry)),
  'queue.removed': queue(z.object({ ...entry, reason: removalReason })),
};

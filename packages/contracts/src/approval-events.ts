import { z } from 'zod';
import { ownedBy } from './event-definition.ts';
import { attemptKey, id, instant, text } from './values.ts';

const taskManager = ownedBy('task-manager');
const approval = { approvalId: id, ...attemptKey };

export const approvalEvents = {
  'approval.requested': taskManager(
    z.object({ ...approval, action: z.string().min(1), detail: text, expiresAt: instant }),
  ),
  /** `policy` names the rule when no person was asked. */
  'approval.granted': taskManager(
    z.object({ ...approval, by: z.string(), policy: z.exactOptional(z.string()) }),
  ),
  'approval.denied': taskManager(z.object({ ...approval, by: z.string(), reason: text })),
  'approval.expired': taskManager(
    z.object({ ...approval, reason: z.enum(['time-over', 'attempt-not-current']) }),
  ),
};

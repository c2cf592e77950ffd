import { z } from 'zod';
import { ownedBy } from './event-definition.ts';
import { taskSpec } from './task-spec.ts';
import { commit, id, path, text } from './values.ts';

const taskManager = ownedBy('task-manager');
const decided = { workflowId: id, by: z.string() };

export const workflowEvents = {
  'workflow.requested': taskManager(
    z.object({
      workflowId: id,
      name: z.string().min(1),
      goal: text,
      planHash: z.string(),
      repository: path,
      branch: z.string().min(1),
      base: commit,
      lineId: id,
      by: z.string(),
    }),
  ),
  /** A plan of any size: `part` of `parts`, all in one append, each small enough for the log. */
  'workflow.planned': taskManager(
    z.object({ workflowId: id, part: z.int(), parts: z.int(), tasks: z.array(taskSpec).min(1) }),
  ),
  'workflow.approved': taskManager(z.object({ ...decided, policy: z.exactOptional(z.string()) })),
  /** Tasks that were added to an approved plan, in parts as `workflow.planned` is. They may depend on earlier ones. */
  'workflow.extended': taskManager(
    z.object({ ...decided, part: z.int(), parts: z.int(), tasks: z.array(taskSpec).min(1) }),
  ),
  'workflow.paused': taskManager(z.object(decided)),
  'workflow.resumed': taskManager(z.object(decided)),
  'workflow.completed': taskManager(z.object({ workflowId: id })),
  'workflow.failed': taskManager(z.object({ workflowId: id, reason: text })),
  'workflow.cancelled': taskManager(z.object({ ...decided, reason: text })),
};

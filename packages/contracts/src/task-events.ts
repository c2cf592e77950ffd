import { z } from 'zod';
import { ownedBy } from './event-definition.ts';
import { taskSpec } from './task-spec.ts';
import { attemptKey, attemptNumber, commit, findings, id, instant, text } from './values.ts';

const taskManager = ownedBy('task-manager');
const decided = { workflowId: id, taskId: id, by: z.string() };

/** What a person may change of a task until it ends. What is absent stays as it is. */
export const taskChanges = z.object({
  name: z.exactOptional(taskSpec.shape.name),
  description: z.exactOptional(taskSpec.shape.description),
  acceptance: z.exactOptional(taskSpec.shape.acceptance),
  agent: taskSpec.shape.agent,
  category: taskSpec.shape.category,
  skills: z.exactOptional(taskSpec.shape.skills),
  run: taskSpec.shape.run,
  checks: z.exactOptional(taskSpec.shape.checks),
  estimateMs: z.exactOptional(taskSpec.shape.estimateMs),
  timeoutMs: taskSpec.shape.timeoutMs,
  deadline: taskSpec.shape.deadline,
  prepare: taskSpec.shape.prepare,
});
export type TaskChanges = z.infer<typeof taskChanges>;

/** Why an attempt ended without its work being accepted. */
export const retryCause = z.enum([
  'checks-failed',
  'outside-paths',
  'agent-failed',
  'timed-out',
  'conflict',
  'lease-over',
  'interrupted',
  'person',
]);
export type RetryCause = z.infer<typeof retryCause>;

export const escalationReason = z.enum([
  'retries-exhausted',
  'interruptions',
  'gates-error',
  'unproven',
  'dead-letter',
]);
export type EscalationReason = z.infer<typeof escalationReason>;

export const taskEvents = {
  'task.created': taskManager(
    z.object({ ...taskSpec.shape, workflowId: id, lineId: id, attempt: z.literal(1) }),
  ),
  /** Holds for the current attempt when that has not started, else from the next one on. */
  'task.updated': taskManager(z.object({ ...decided, changes: taskChanges })),
  /** Opens `attempt`, ends `previous`. `start`: where the new attempt's worktree begins. */
  'task.retried': taskManager(
    z.object({
      ...attemptKey,
      previous: attemptNumber,
      cause: retryCause,
      counted: z.boolean(),
      agent: z.enum(['same', 'another', 'any']),
      previousAgents: z.array(id),
      start: z.enum(['last-commit', 'line-head']),
      notBefore: z.exactOptional(instant),
      findings,
      by: z.string(),
    }),
  ),
  'task.paused': taskManager(z.object(decided)),
  'task.resumed': taskManager(z.object(decided)),
  'task.accepted': taskManager(z.object({ ...attemptKey, tree: commit })),
  'task.escalated': taskManager(
    z.object({ ...attemptKey, reason: escalationReason, message: text, findings }),
  ),
  /** `commit` is absent when the attempt changed nothing that had to be merged. */
  'task.completed': taskManager(
    z.object({ ...attemptKey, tree: commit, commit: z.exactOptional(commit) }),
  ),
  'task.failed': taskManager(z.object({ ...attemptKey, reason: text, by: z.string() })),
  'task.cancelled': taskManager(z.object({ ...decided, attempt: attemptNumber, reason: text })),
};

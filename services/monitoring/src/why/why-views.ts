import { finding } from '@atms/contracts';
import { z } from 'zod';

/** Why a task is where it is. A code keeps its meaning for ever. */
const whyCode = z.enum([
  'plan-not-approved',
  'workflow-paused',
  'task-paused',
  'dependency',
  'backing-off',
  'path-locked',
  'line-full',
  'queueing',
  'no-capable-agent',
  'agents-away',
  'agents-busy',
  'assigning',
  'starting',
  'working',
  'approval',
  'checking',
  'merge-turn',
  'checkout',
  'merging',
  'escalated',
  'completed',
  'failed',
  'cancelled',
]);

/** Who can move the task on: a person by a command, the clock, an agent or ATMS at work, or nobody after an end. */
const whoMoves = z.enum(['person', 'clock', 'agent', 'atms', 'nobody']);

/** One thing that keeps a task where it is. Taken away all of them, the task goes on. */
export const causeView = z.object({
  code: whyCode,
  /** The end of a sentence that begins with the task's name. */
  text: z.string(),
  who: whoMoves,
  /** Tasks that it comes from; ids. */
  by: z.array(z.string()),
  /** ISO; null when the log does not say. */
  since: z.string().nullable(),
  /** What a person can do about it, each a whole command. */
  commands: z.array(z.string()),
});
export type CauseView = z.infer<typeof causeView>;

export const whyLink = z.object({
  taskId: z.string(),
  planTaskId: z.string(),
  state: z.string(),
  causes: z.array(causeView).min(1),
});
export type WhyLink = z.infer<typeof whyLink>;

/** Why a task is where it is: the way of causes from it down to what nothing else keeps. */
export const whyView = z.object({
  taskId: z.string(),
  planTaskId: z.string(),
  workflowId: z.string(),
  workflowName: z.string(),
  /** The whole chain in one sentence. */
  sentence: z.string(),
  chain: z.array(whyLink).min(1),
  /** The last link's first cause: who can move it, and how. */
  root: causeView,
  /** What the checks or the agent had to say, when the task or the root of its waiting has failed. */
  findings: z.array(finding),
});
export type WhyView = z.infer<typeof whyView>;

const points = z.number();

/** Why an entry goes before another: the parts of its priority, in points. */
const partsView = z.object({
  base: points,
  age: points,
  deadline: points,
  criticalPath: points,
  blocks: points,
  total: points,
  overdue: z.boolean(),
});

export const queueEntryView = z.object({
  taskId: z.string(),
  planTaskId: z.string(),
  name: z.string(),
  workflowId: z.string(),
  workflowName: z.string(),
  attempt: z.number(),
  priority: z.enum(['critical', 'high', 'medium', 'low']),
  queuedAt: z.string(),
  deadline: z.string().nullable(),
  /** Tasks that wait for it, directly or by others. */
  blocks: z.number(),
  parts: partsView,
  /** What keeps it; the whole chain is in the answer to `why`. */
  causes: z.array(causeView),
});
export type QueueEntryView = z.infer<typeof queueEntryView>;

/** In the order in which they would go. */
export const queueView = z.object({ entries: z.array(queueEntryView) });
export type QueueView = z.infer<typeof queueView>;

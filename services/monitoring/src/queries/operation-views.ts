/**
 * What monitoring answers about operation: agents, dead letters, single events. Schemas, so that what is answered can be
 * described. Instants are ISO 8601 in UTC; `…Ms` are milliseconds; what is not known is null.
 */
import { z } from 'zod';

/** An attempt that holds one of an agent's slots. */
const agentWorkView = z.object({
  taskId: z.string(),
  planTaskId: z.string(),
  workflowId: z.string(),
  name: z.string(),
  attempt: z.int(),
  assignedAt: z.string(),
});

/** Over all attempts whose work has ended; the mean is null before the first one. */
const agentPerformance = z.object({
  executed: z.int(),
  done: z.int(),
  /** Attempts whose checks have passed. */
  passed: z.int(),
  /** How many of `executed` ended with each outcome; outcomes without one are absent. */
  byOutcome: z.record(z.string(), z.int()),
  meanDurationMs: z.number().nullable(),
  /** Null where no attempt said what it cost. */
  costUsd: z.number().nullable(),
});

export const agentDetail = z.object({
  agentId: z.string(),
  executorId: z.string(),
  kind: z.string(),
  /** online, offline or drained. */
  state: z.string(),
  reason: z.string().nullable(),
  since: z.string(),
  slots: z.int(),
  slotsUsed: z.int(),
  skills: z.array(z.string()),
  working: z.array(agentWorkView),
  performance: agentPerformance,
});
export type AgentDetail = z.infer<typeof agentDetail>;

export const agentList = z.object({ agents: z.array(agentDetail) });

/** A message that a service gave up on; `redrivenAt` is null while nobody has handed it over once more. */
export const deadLetterDetail = z.object({
  consumer: z.string(),
  eventId: z.string(),
  eventType: z.string(),
  eventPosition: z.int(),
  deliveries: z.int(),
  error: z.string(),
  recordedAt: z.string(),
  redrivenAt: z.string().nullable(),
  redrivenBy: z.string().nullable(),
  workflowId: z.string().nullable(),
  taskId: z.string().nullable(),
  /** Hands the event to its handler once more. */
  command: z.string(),
});
export type DeadLetterDetail = z.infer<typeof deadLetterDetail>;

export const deadLetterList = z.object({ deadLetters: z.array(deadLetterDetail) });

/** One event as it stands in the log. */
export const eventDetail = z.object({
  position: z.int(),
  eventId: z.string(),
  type: z.string(),
  stream: z.string(),
  revision: z.int(),
  data: z.unknown(),
  metadata: z.object({
    commandId: z.string(),
    correlationId: z.string(),
    causationId: z.exactOptional(z.string()),
    time: z.string(),
    traceparent: z.exactOptional(z.string()),
  }),
});
export type EventDetail = z.infer<typeof eventDetail>;

import { z } from 'zod';
import { ownedBy } from './event-definition.ts';
import { attemptKey, durationMs, id } from './values.ts';

const coordinator = ownedBy('agent-coordinator');

/** Each part is 0 to 1 before its weight; `total` is the weighted sum. */
export const agentScore = z.object({
  total: z.number(),
  performance: z.number(),
  load: z.number(),
});
export type AgentScore = z.infer<typeof agentScore>;

export const agentEvents = {
  /** `by`: who took it back after it was drained; absent when its executor says what it offers. */
  'agent.registered': coordinator(
    z.object({
      agentId: id,
      executorId: id,
      kind: z.string().min(1),
      slots: z.int().min(1),
      skills: z.array(z.string()),
      by: z.exactOptional(z.string()),
    }),
  ),
  'agent.assigned': coordinator(
    z.object({
      agentId: id,
      executorId: id,
      ...attemptKey,
      score: agentScore,
      fallbacks: z.array(id),
      leaseMs: durationMs,
    }),
  ),
  'agent.released': coordinator(
    z.object({
      agentId: id,
      ...attemptKey,
      reason: z.enum(['executed', 'lease-over', 'void']),
    }),
  ),
  'agent.online': coordinator(z.object({ agentId: id })),
  'agent.offline': coordinator(z.object({ agentId: id, reason: z.string() })),
  'agent.drained': coordinator(z.object({ agentId: id, by: z.string() })),
};

import { z } from 'zod';

/** One line that a recorded agent prints. */
const message = z.discriminatedUnion('type', [
  z.object({ type: z.literal('output'), text: z.string() }),
  z.object({ type: z.literal('progress'), percent: z.number().min(0).max(100) }),
  z.object({
    type: z.literal('usage'),
    inputTokens: z.int().min(0),
    outputTokens: z.int().min(0),
    costUsd: z.number().min(0),
  }),
  z.object({
    type: z.literal('approval'),
    requestId: z.string().min(1),
    action: z.string().min(1),
    detail: z.string(),
  }),
  z.object({
    type: z.literal('result'),
    outcome: z.enum(['done', 'failed']),
    summary: z.string(),
  }),
]);
export type AgentMessage = z.infer<typeof message>;

/** The message of a line; undefined when the line is none, and is then plain output. */
export function agentMessage(line: string): AgentMessage | undefined {
  const result = message.safeParse(parsed(line));
  return result.success ? result.data : undefined;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

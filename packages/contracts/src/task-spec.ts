import { z } from 'zod';
import { checks, durationMs, id, instant, path, priority, text } from './values.ts';

/** What a task asks for: everything that does not change while attempts come and go. Dependencies are task ids. */
export const taskSpec = z.object({
  taskId: id,
  planTaskId: id,
  name: z.string().min(1).max(400),
  description: text,
  acceptance: z.array(text),
  estimateMs: durationMs,
  dependencies: z.array(id),
  agent: z.exactOptional(z.string()),
  skills: z.array(z.string()),
  priority,
  parallelGroup: z.exactOptional(z.string()),
  category: z.exactOptional(z.string()),
  paths: z.array(path),
  run: z.exactOptional(text),
  checks,
  prepare: z.exactOptional(text),
  timeoutMs: z.exactOptional(durationMs),
  deadline: z.exactOptional(instant),
  onFailure: z.enum(['escalate', 'fail']),
});
export type TaskSpec = z.infer<typeof taskSpec>;

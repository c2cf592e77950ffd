/** What the answer to an accepted command holds beside its position. */
import type { OpenCommand } from '@atms/contracts';
import { z } from 'zod';

const id = z.string().min(1);

const changedTask = z.object({
  taskId: id,
  attempt: z
    .int()
    .min(0)
    .describe('The first attempt that the change holds for; 0 while a person has to retry'),
});

/** The others say nothing beside their events. */
export const commandBodies: Partial<Readonly<Record<OpenCommand, z.ZodType>>> = {
  RequestWorkflow: z.object({
    workflowId: id,
    continued: z.boolean().describe('Whether it is one that was there already'),
    life: z.enum(['requested', 'approved', 'completed', 'failed', 'cancelled']),
    branch: z.string().describe('Where its work lands'),
  }),
  AddTasks: z.object({
    workflowId: id,
    taskIds: z.array(id).describe('In the order of the request'),
  }),
  UpdateTask: changedTask,
  ReassignTask: changedTask,
};

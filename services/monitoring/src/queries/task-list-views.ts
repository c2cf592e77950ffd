/** Lists of tasks, as the API answers them. */
import { z } from 'zod';
import { count, list, text } from './view-values.ts';
import { taskView } from './views.ts';

export const listedTask = z.object({ ...taskView.shape, workflowName: text });
export type ListedTask = z.infer<typeof listedTask>;

export const taskList = z.object({
  tasks: list(listedTask).describe('In the order of their plans, newest workflow first'),
  total: count.describe('How many there are; `tasks` may be the first of them only'),
});
export type TaskList = z.infer<typeof taskList>;

export const shownTaskStates = taskView.shape.state.options;

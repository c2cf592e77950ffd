import type { TaskList } from '@atms/monitoring';
import { withClient } from '../../command-context.ts';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes } from '../../exit-codes.ts';
import { taskLeft } from '../../render/left-behind.ts';
import { taskListText } from '../../render/task-list-text.ts';

export interface ListFlags {
  readonly workflow?: string;
  readonly state?: string;
  readonly all?: true;
}

/** Of the newest workflow, of another one, or of all. */
export function listTasks(context: CommandContext, flags: ListFlags): Promise<number> {
  return withClient(context, async (client, { isServed }) => {
    const query = new URLSearchParams();
    if (flags.workflow !== undefined) query.set('workflow', flags.workflow);
    if (flags.state !== undefined) query.set('state', flags.state);
    if (flags.all === true) query.set('all', 'true');
    const list = await client.get<TaskList>(`/api/tasks?${query.toString()}`);
    const { terminal, colours, json } = context;
    const shown = isServed ? list : { ...list, tasks: list.tasks.map(taskLeft) };
    if (json) terminal.out(JSON.stringify(list));
    else terminal.out(taskListText(shown, { colours, all: flags.all === true }));
    return exitCodes.done;
  });
}

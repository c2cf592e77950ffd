import { taskSpec, type TaskSpec } from '@atms/contracts';
import { z } from 'zod';
import { withClient } from '../command-context.ts';
import type { CommandContext } from '../command-context.ts';
import type { Wanted } from './open-gates.ts';

const found = z.object({ events: z.array(z.object({ position: z.int() })) });
const created = z.object({ data: taskSpec });
const updated = z.object({ data: z.object({ changes: taskSpec.partial() }) });

/** What a task asks for, as its plan named it and as it was changed since. */
export function taskWanted(context: CommandContext, ref: string): Promise<Wanted> {
  return withClient(context, async (client) => {
    const told = async (type: string) => {
      const query = `task=${encodeURIComponent(ref)}&type=${type}`;
      const { events } = found.parse(await client.get(`/api/events/search?${query}`));
      return Promise.all(events.map(({ position }) => client.get(`/api/events/${position}`)));
    };
    const [first] = await told('task.created');
    const changes = (await told('task.updated')).map((event) => updated.parse(event).data.changes);
    const task = changes.reduce<TaskSpec>(
      (asked, change) => taskSpec.parse({ ...asked, ...change }),
      created.parse(first).data,
    );
    return { checks: task.checks, prepare: task.prepare, task };
  });
}

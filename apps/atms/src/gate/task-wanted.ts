import { checks } from '@atms/contracts';
import { z } from 'zod';
import { withClient } from '../command-context.ts';
import type { CommandContext } from '../command-context.ts';
import type { Wanted } from './open-gates.ts';

const found = z.object({ events: z.array(z.object({ position: z.int() })) });
const asked = z.object({ checks: z.exactOptional(checks), prepare: z.exactOptional(z.string()) });
const detail = z.object({
  type: z.string(),
  data: asked.extend({ changes: z.exactOptional(asked) }),
});

/** The checks of a task, as its plan named them and as they were changed since. */
export function taskWanted(context: CommandContext, ref: string): Promise<Wanted> {
  return withClient(context, async (client) => {
    const told: z.infer<typeof asked>[] = [];
    for (const type of ['task.created', 'task.updated']) {
      const query = `task=${encodeURIComponent(ref)}&type=${type}`;
      const { events } = found.parse(await client.get(`/api/events/search?${query}`));
      for (const { position } of events) {
        const { data } = detail.parse(await client.get(`/api/events/${position}`));
        told.push(data.changes ?? data);
      }
    }
    const last = <Key extends 'checks' | 'prepare'>(key: Key) =>
      told.findLast((one) => one[key] !== undefined)?.[key];
    return { checks: last('checks') ?? 'found', prepare: last('prepare') };
  });
}

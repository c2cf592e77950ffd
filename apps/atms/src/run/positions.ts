import type { EventView } from '@atms/monitoring';
import type { AtmsClient } from '../client.ts';

const pageSize = 1_000;

/** The position of the workflow's last event; 0 when it has none. */
export async function lastPosition(client: AtmsClient, workflowId: string): Promise<number> {
  let last = 0;
  for (;;) {
    const events = await page(client, workflowId, { after: last, limit: pageSize, waitMs: 0 });
    last = events.at(-1)?.position ?? last;
    if (events.length < pageSize) return last;
  }
}

/** Resolves when what is shown holds the decision at `position`; what a decision did must not be asked for again. */
export async function shown(client: AtmsClient, workflowId: string, position: number): Promise<void> {
  if (position === 0) return;
  for (;;) {
    const [event] = await page(client, workflowId, { after: position - 1, limit: 1, waitMs: 500 });
    if (event !== undefined) return;
  }
}

async function page(
  client: AtmsClient,
  workflow: string,
  { after, limit, waitMs }: { readonly after: number; readonly limit: number; readonly waitMs: number },
): Promise<readonly EventView[]> {
  const query = `workflow=${encodeURIComponent(workflow)}&after=${after}&limit=${limit}&waitMs=${waitMs}`;
  const { events } = await client.get<{ events: readonly EventView[] }>(`/api/events?${query}`);
  return events;
}

import type { PolledEvents } from '@atms/monitoring';
import type { AtmsClient } from '../client.ts';

/** Where the views are now: every event up to here is in them. */
export async function headOf(client: AtmsClient): Promise<number> {
  const { head } = await client.get<PolledEvents>(`/api/events?after=${Number.MAX_SAFE_INTEGER}`);
  return head;
}

/** Resolves when the views hold the decision at `position`: what is settled must not be asked for again. */
export async function reached(client: AtmsClient, position: number): Promise<void> {
  for (let head = 0; head < position; ) {
    const path = `/api/events?after=${position - 1}&limit=1&waitMs=500`;
    const polled = await client.get<PolledEvents>(path);
    head = polled.events.at(0)?.position ?? polled.head;
  }
}

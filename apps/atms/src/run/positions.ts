import type { PolledEvents } from '@atms/monitoring';
import type { AtmsClient } from '../client.ts';

const lookedBack = 500;

/**
 * The position after which the workflow's events are from `instant` on: a start does things before anybody can follow,
 * such as taking up what a crash left.
 * @param instant ISO 8601 in UTC
 */
export async function positionAt(
  client: AtmsClient,
  workflowId: string,
  instant: string,
): Promise<number> {
  const { head } = await events(client, `after=${Number.MAX_SAFE_INTEGER}`);
  const from = Math.max(0, head - lookedBack);
  const recent = await events(client, `workflow=${workflowId}&after=${from}&limit=${lookedBack}`);
  const first = recent.events.find(({ at }) => at >= instant);
  return first === undefined ? head : first.position - 1;
}

/** Resolves when the views hold the decision at `position`: what is settled must not be asked for again. */
export async function reached(client: AtmsClient, position: number): Promise<void> {
  for (let head = 0; head < position;) {
    const polled = await events(client, `after=${position - 1}&limit=1&waitMs=500`);
    head = polled.events.at(0)?.position ?? polled.head;
  }
}

function events(client: AtmsClient, query: string): Promise<PolledEvents> {
  return client.get<PolledEvents>(`/api/events?${query}`);
}

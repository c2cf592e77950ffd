/** Workflows by what makes two plans the same one: their repository and name. */
import { createTaskIndex, type KnownWorkflow, streams } from '@atms/contracts';
import type { Ids, RecordedEvent } from '@atms/eventsourcing';
import type { ServicePorts } from '@atms/platform/service';

interface Named {
  readonly repository: string;
  readonly name: string;
}

export interface NamedWorkflows {
  /** How many there have been. */
  readonly count: number;
  readonly last?: KnownWorkflow;
}

/** `ordinal`: how many of this name there were in this repository before it. */
export function workflowIdOf(ids: Ids, { repository, name }: Named, ordinal: number): string {
  return ids.derivedEntity(`workflow/${repository}/${name}/${ordinal}`);
}

/**
 * Asks their streams, whose ids follow from the name, so that nobody has to remember every name there ever was. Each
 * begins only when the one before it is out of the way: so the last is the only one that may be unfinished.
 */
export async function namedWorkflows(
  { store, ids }: Pick<ServicePorts, 'store' | 'ids'>,
  plan: Named,
): Promise<NamedWorkflows> {
  const read = (ordinal: number) =>
    store.readStream(streams.workflow(workflowIdOf(ids, plan, ordinal)));
  const count = await countOf(async (ordinal) => (await read(ordinal)).length > 0);
  const last = count === 0 ? undefined : folded(await read(count - 1));
  return { count, ...(last === undefined ? {} : { last }) };
}

/** How many numbers from 0 on exist, without a gap between them; asks for few of them. */
async function countOf(exists: (ordinal: number) => Promise<boolean>): Promise<number> {
  let known = 0;
  let beyond = 1;
  while (await exists(beyond - 1)) {
    known = beyond;
    beyond *= 2;
  }
  while (known + 1 < beyond) {
    const middle = Math.floor((known + beyond) / 2);
    if (await exists(middle - 1)) known = middle;
    else beyond = middle;
  }
  return known;
}

/** A workflow as its stream alone tells it, without its tasks. Undefined when there is no such stream. */
export async function workflowInLog(
  { store }: Pick<ServicePorts, 'store'>,
  workflowId: string,
): Promise<KnownWorkflow | undefined> {
  return folded(await store.readStream(streams.workflow(workflowId)));
}

function folded(events: readonly RecordedEvent[]): KnownWorkflow | undefined {
  const index = createTaskIndex();
  for (const event of events) index.apply(event);
  const [workflow] = index.workflows();
  return workflow;
}

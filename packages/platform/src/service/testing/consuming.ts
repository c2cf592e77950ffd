import { streams } from '@atms/contracts';
import { createLogFollower, type EventStore, type RecordedEvent } from '@atms/eventsourcing';
import {
  appendTo,
  createdTask,
  createMemoryPorts,
  type MemoryPorts,
  newEvent,
} from '@atms/testkit';
import type { ConsumerPartOptions } from '../reactor.ts';

/** What a consumer of the task-manager's events is composed with; the view is followed and already started. */
export interface Consuming extends Pick<
  ConsumerPartOptions,
  'service' | 'sources' | 'ports' | 'follower'
> {
  readonly ports: MemoryPorts;
  readonly service: 'queue';
  readonly sources: readonly ['task-manager'];
}

export async function consuming(
  options: {
    readonly seed?: number;
    /** The log as the view sees it. */
    readonly viewOf?: (store: EventStore) => EventStore;
    /** The log as decisions see it. */
    readonly storeOf?: (store: EventStore) => EventStore;
  } = {},
): Promise<Consuming> {
  const { seed, viewOf = same, storeOf = same } = options;
  const memory = createMemoryPorts(seed === undefined ? {} : { rough: { seed } });
  const follower = createLogFollower({
    store: viewOf(memory.store),
    views: [],
    onFailure: memory.onFatal,
  });
  const ports = { ...memory, store: storeOf(memory.store) };
  await follower.start();
  return { service: 'queue', sources: ['task-manager'], ports, follower };
}

function same(store: EventStore): EventStore {
  return store;
}

/** Appends that a task was created, and answers the event. */
export async function createTask(
  { store }: Pick<MemoryPorts, 'store'>,
  taskId: string,
): Promise<RecordedEvent> {
  const created = newEvent({ type: 'task.created', data: createdTask({ taskId }) });
  const [event] = await appendTo(store, streams.task(taskId), [created]);
  if (event === undefined) throw new Error('The append left nothing');
  return event;
}

/** A log whose followers get nothing before the gate opens. */
export function heldBack(store: EventStore, opened: Promise<void>): EventStore {
  return {
    ...store,
    subscribe: (subscription) =>
      store.subscribe({
        ...subscription,
        onEvents: async (events) => {
          await opened;
          await subscription.onEvents(events);
        },
      }),
  };
}

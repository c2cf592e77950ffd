import type { EventData, EventOf, EventType } from '@atms/contracts';
import { isEvent, streams } from '@atms/contracts';
import type { EventBus, RecordedEvent } from '@atms/eventsourcing';
import {
  appendTo,
  createGathering,
  createMemoryPorts,
  type MemoryPorts,
  newEvent,
  requestedWorkflow,
} from '@atms/testkit';
import { createQueue } from '../service.ts';

/** What the task-manager may say to a queue. */
type Said = Extract<EventType, `workflow.${string}` | 'task.created' | 'task.retried'> | Decided;
type Decided = 'task.paused' | 'task.resumed' | 'task.completed' | 'task.escalated';

export interface ComposedQueue {
  readonly ports: MemoryPorts;
  /** Appends what the task-manager has decided. */
  say<T extends Said>(type: T, data: EventData<T>): Promise<void>;
  /** Waits for an event of the queue, about one task. */
  heard<T extends EventType>(type: T, taskId: string): Promise<RecordedEvent & EventOf<T>>;
  /** Everything that the queue has said, as `task.ready T1/1`. */
  said(): Promise<readonly string[]>;
  /** Stops all replicas and starts as many. */
  restart(options?: { readonly act: boolean }): Promise<void>;
  close(): Promise<void>;
}

export interface ComposedQueueOptions {
  readonly cap?: number;
  readonly replicas?: number;
  /** Makes the bus a rough one. */
  readonly seed?: number;
  /** The bus loses everything. */
  readonly deaf?: boolean;
}

const losingEverything: EventBus = { consume: async () => ({ close: async () => {} }) };

/** Replicas of the queue over one log, in which workflow W stands on line L. */
export async function openComposedQueue(
  options: ComposedQueueOptions = {},
): Promise<ComposedQueue> {
  const { cap = 10, replicas = 1, seed, deaf = false } = options;
  const memory = createMemoryPorts(seed === undefined ? {} : { rough: { seed } });
  const ports = deaf ? { ...memory, bus: losingEverything } : memory;
  const seen = createGathering<RecordedEvent>();
  const subscription = ports.store.subscribe({
    after: 0,
    onEvents: (events) => seen.add(...events),
    onFailure: ports.onFatal,
  });
  const start = async (act = true) => {
    const queues = Array.from({ length: replicas }, () =>
      createQueue({ ports, settings: { cap }, act }),
    );
    for (const queue of queues) await queue.start();
    return queues;
  };
  const stop = () => Promise.all(running.map((queue) => queue.stop()));
  await appendTo(ports.store, streams.workflow('W'), [
    newEvent({ type: 'workflow.requested', data: requestedWorkflow() }),
  ]);
  let running = await start();
  return {
    ports,
    async say(type, data) {
      const stream = 'taskId' in data ? streams.task(data.taskId) : streams.workflow('W');
      await appendTo(ports.store, stream, [newEvent({ type, data })]);
    },
    async heard(type, taskId) {
      const isIt = (event: RecordedEvent): event is RecordedEvent & EventOf<typeof type> =>
        isEvent(event, type) && 'taskId' in event.data && event.data.taskId === taskId;
      const found = (await seen.untilThat((events) => events.some(isIt))).findLast(isIt);
      if (found === undefined) throw new Error('What was seen is gone');
      return found;
    },
    said: async () => (await ports.store.readStream(streams.queue('L'))).map(inShort),
    async restart(again) {
      await stop();
      running = await start(again?.act);
    },
    async close() {
      await stop();
      await subscription.close();
    },
  };
}

function inShort(event: RecordedEvent): string {
  const { taskId = '?', attempt = '?' } = event.data as { taskId?: string; attempt?: number };
  return `${event.type} ${taskId}/${attempt}`;
}

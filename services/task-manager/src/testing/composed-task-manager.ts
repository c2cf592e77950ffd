import {
  type CommandName,
  type CommandPayload,
  type EventData,
  type EventOf,
  type EventType,
  isEvent,
} from '@atms/contracts';
import type { CommandAnswer, EventBus, EventStore, RecordedEvent } from '@atms/eventsourcing';
import {
  appendTo,
  createGathering,
  createMemoryPorts,
  createRecorder,
  hashOf,
  type MemoryPorts,
  newEvent,
  passingWorkflows,
  taskSpec,
} from '@atms/testkit';
import { retryDefaults } from '../domain/retry-policy.ts';
import { createTaskManager } from '../service.ts';

type Planned = CommandPayload<'RequestWorkflow'>['tasks'][number];

export interface ComposedTaskManager {
  readonly ports: MemoryPorts;
  /** Sends a command as another program would. Without an id it is a command of its own. */
  ask<N extends CommandName>(
    name: N,
    payload: CommandPayload<N>,
    commandId?: string,
  ): Promise<CommandAnswer>;
  /** Appends an event of another service. */
  say<T extends EventType>(stream: string, type: T, data: EventData<T>): Promise<RecordedEvent>;
  /** Lets other workflows come and go. */
  pass(workflows: number): Promise<void>;
  /** Waits for the `count`th event of a type. */
  heard<T extends EventType>(type: T, count?: number): Promise<RecordedEvent & EventOf<T>>;
  events<T extends EventType>(type: T): Promise<readonly EventData<T>[]>;
  close(): Promise<void>;
}

export interface ComposedOptions {
  readonly replicas?: number;
  /** Makes the bus a rough one. */
  readonly seed?: number;
  /** Until then the service sees nothing of the log. */
  readonly blindUntil?: Promise<void>;
  /** Messages that are given up without having been handled. */
  readonly deafTo?: EventType;
}

const settings = {
  retries: retryDefaults,
  approvals: { auto: ['dependency.add'], expireAfterMs: 3_600_000 },
};

export async function openComposedTaskManager(
  options: ComposedOptions = {},
): Promise<ComposedTaskManager> {
  const { replicas = 1, seed, blindUntil, deafTo } = options;
  const ports = createMemoryPorts(seed === undefined ? {} : { rough: { seed } });
  const store = blindUntil === undefined ? ports.store : heldBack(ports.store, blindUntil);
  const bus = deafTo === undefined ? ports.bus : deaf(ports.bus, deafTo);
  const servicePorts = { ...ports, store, bus };
  const seen = createGathering<RecordedEvent>();
  const subscription = ports.store.subscribe({
    after: 0,
    onEvents: (events) => seen.add(...events),
    onFailure: ports.onFatal,
  });
  const running = Array.from({ length: replicas }, () =>
    createTaskManager({ ports: servicePorts, settings }),
  );
  for (const service of running) await service.start();
  let commands = 0;
  const ofType =
    <T extends EventType>(type: T) =>
    (event: RecordedEvent): event is RecordedEvent & EventOf<T> =>
      isEvent(event, type);
  return {
    ports,
    ask: (name, payload, commandId = `ask-${++commands}`) =>
      ports.commands.request({ service: 'task-manager', name, payload, commandId }),
    async say(stream, type, data) {
      const [event] = await appendTo(ports.store, stream, [newEvent({ type, data })]);
      if (event === undefined) throw new Error('The append left nothing');
      return event;
    },
    async pass(workflows) {
      for (const { stream, ...event } of passingWorkflows(createRecorder(), workflows)) {
        await appendTo(ports.store, stream, [newEvent({ type: event.type, data: event.data })]);
      }
    },
    async heard(type, count = 1) {
      const isIt = ofType(type);
      await seen.untilThat((events) => events.filter(isIt).length >= count);
      const event = seen.items.filter(isIt)[count - 1];
      if (event === undefined) throw new Error('What was seen is gone');
      return event;
    },
    async events(type) {
      const all = await ports.store.readAll({ after: 0, limit: 100_000 });
      return all.filter(ofType(type)).map(({ data }) => data);
    },
    async close() {
      await Promise.all(running.map((service) => service.stop()));
      await subscription.close();
    },
  };
}

function deaf(bus: EventBus, to: EventType): EventBus {
  return {
    consume: ({ handler, ...others }) =>
      bus.consume({
        ...others,
        handler: async (delivery) =>
          delivery.event.type === to ? { kind: 'ack' } : handler(delivery),
      }),
  };
}

function heldBack(store: EventStore, opened: Promise<void>): EventStore {
  return {
    ...store,
    subscribe: ({ onEvents, ...others }) =>
      store.subscribe({ ...others, onEvents: (events) => opened.then(() => onEvents(events)) }),
  };
}

export function planned(planTaskId: string, ...dependencies: readonly string[]): Planned {
  const { taskId: _taskId, ...task } = taskSpec({ taskId: planTaskId });
  return { ...task, dependencies: [...dependencies] };
}

/** A plan of two tasks, the second after the first. */
export function request(
  change: Partial<CommandPayload<'RequestWorkflow'>> = {},
): CommandPayload<'RequestWorkflow'> {
  return {
    name: 'auth',
    goal: 'Users can log in',
    planHash: 'first text',
    repository: '/srv/shop',
    branch: 'atms/auth',
    base: hashOf('a'),
    by: 'pat',
    tasks: [planned('T1'), planned('T2', 'T1')],
    ...change,
  };
}

/** The workflow that an answer names. */
export function workflowIn(answer: CommandAnswer): string {
  const body = answer.kind === 'accepted' ? answer.body : undefined;
  if (typeof body !== 'object' || body === null || !('workflowId' in body)) {
    throw new Error(`No workflow in ${JSON.stringify(answer)}`);
  }
  return String(body.workflowId);
}

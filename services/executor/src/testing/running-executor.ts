/** An executor over ports in memory, and a coordinator that answers as it is told. For specs alone. */
import { type EventData, type EventType, isEvent, streams } from '@atms/contracts';
import { createLocalSignals, createMemoryBlobStore } from '@atms/eventsourcing';
import type { Service } from '@atms/platform/service';
import {
  appendTo,
  createdTask,
  createMemoryPorts,
  type MemoryPorts,
  requestedWorkflow,
  sha256,
} from '@atms/testkit';
import type { HostedAgent } from '../ports.ts';
import { createExecutor } from '../service.ts';
import { createStandInWorkspaces, type StandInWorkspaces } from './stand-ins.ts';
import { assignedTo } from './view.ts';

export const lease = { leaseMs: 30_000, renewEveryMs: 5_000 };
export const checkpointEveryMs = 10_000;

export interface Renewals {
  /** Undefined when the coordinator does not answer. */
  answer: undefined | { readonly notCurrent: readonly { taskId: string; attempt: number }[] };
}

export interface Scene {
  readonly ports: MemoryPorts;
  readonly renewals: Renewals;
  start(
    agents: readonly HostedAgent[],
    workspaces?: StandInWorkspaces,
    executorId?: string,
  ): Promise<Service>;
  happened<T extends EventType>(type: T, data: EventData<T>): Promise<void>;
  told<T extends EventType>(...types: readonly T[]): Promise<readonly EventData<T>[]>;
}

/** Workflow W with task T1, which is assigned to `local.shell`. */
export async function createScene(): Promise<Scene> {
  const ports = createMemoryPorts();
  const renewals: Renewals = { answer: { notCurrent: [] } };
  await serveCoordinator(ports, renewals);
  let count = 0;
  const scene: Scene = {
    ports,
    renewals,
    async start(agents, workspaces = createStandInWorkspaces(), executorId = 'local') {
      const service = compose(ports, { agents, workspaces, executorId });
      await service.start();
      await ports.clock.advance(0);
      return service;
    },
    async happened(type, data) {
      const name = `told-${++count}`;
      const metadata = { commandId: name, correlationId: 'W', time: ports.clock.now() };
      await appendTo(ports.store, streamOf(type, data) ?? name, [
        { eventId: name, type, data, metadata },
      ]);
      await ports.clock.advance(0);
    },
    async told(...types) {
      const all = await ports.store.readAll({ after: 0, limit: 1_000 });
      return all.flatMap((event) => (isEvent(event, ...types) ? [event.data] : []));
    },
  };
  await scene.happened('workflow.requested', requestedWorkflow());
  await scene.happened('task.created', createdTask());
  await scene.happened('agent.assigned', assignedTo('local.shell'));
  return scene;
}

/** What an earlier process of an executor said stands where this one goes on. */
function streamOf<T extends EventType>(type: T, data: EventData<T>): string | undefined {
  const event = { type, data };
  if (!isEvent(event, 'task.started', 'task.checkpointed')) return undefined;
  return streams.execution(event.data.taskId, event.data.attempt);
}

async function serveCoordinator(ports: MemoryPorts, renewals: Renewals): Promise<void> {
  const service = 'agent-coordinator';
  await ports.commands.serve({
    service,
    name: 'RegisterAgents',
    handler: async () => ({ kind: 'accepted', position: 0 }),
  });
  await ports.commands.serve({
    service,
    name: 'RenewLeases',
    handler: async () => {
      if (renewals.answer === undefined) return new Promise(() => {});
      return { kind: 'accepted', position: 0, body: renewals.answer };
    },
  });
}

interface Composed {
  readonly agents: readonly HostedAgent[];
  readonly workspaces: StandInWorkspaces;
  readonly executorId: string;
}

function compose(ports: MemoryPorts, { agents, workspaces, executorId }: Composed): Service {
  return createExecutor({
    ports,
    signals: createLocalSignals(),
    blobs: createMemoryBlobStore(sha256),
    agents,
    workspaces: () => workspaces,
    environment: (extra) => extra,
    writeContext: async ({ taskId, attempt }) => `/context/${taskId}-${attempt}.json`,
    settings: {
      executorId,
      dataDirectoryId: 'data',
      lease,
      taskTimeoutMs: 60_000,
      checkpointEveryMs,
      maxOutputBytes: 1_000,
    },
  });
}

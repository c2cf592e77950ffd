import { streams } from '@atms/contracts';
import { createLogFollower, type LogFollower, messageOf } from '@atms/eventsourcing';
import {
  createAggregate,
  createDueRunner,
  createReactor,
  createSweep,
  type Envelope,
  type Part,
  type Service,
  type ServicePorts,
  serviceOf,
} from '@atms/platform/service';
import { createLineDecider } from './domain/line.ts';
import { type LineSettings, queueEventTypes } from './domain/line-messages.ts';
import { type QueueRequest, reactInQueue, reconcile } from './processes/queue-process.ts';
import { createQueueView, type QueueView } from './projections/queue-view.ts';

export interface QueueOptions {
  readonly ports: ServicePorts;
  readonly settings: LineSettings;
}

/** What may run now, in which order. */
export function createQueue({ ports, settings }: QueueOptions): Service {
  const view = createQueueView();
  const follower = createLogFollower({
    store: ports.store,
    views: [view],
    onFailure: ports.onFatal,
  });
  const line = createAggregate(ports, {
    decider: createLineDecider(settings),
    types: queueEventTypes,
  });
  const send = ({ lineId, ...command }: QueueRequest, envelope: Envelope) => {
    const moment = {
      at: ports.clock.now(),
      pausedWorkflows: view.pausedWorkflows(),
      pausedTasks: view.pausedTasks(),
    };
    return line({ ...envelope, stream: streams.queue(lineId), command: { ...command, ...moment } });
  };
  const replica = { ports, view, follower, send };
  return serviceOf('queue', [
    { start: follower.start, stop: follower.close },
    reactions(replica),
    backOffs(replica),
    sweep(replica),
  ]);
}

interface Replica {
  readonly ports: ServicePorts;
  readonly view: QueueView;
  readonly follower: LogFollower;
  readonly send: (request: QueueRequest, envelope: Envelope) => Promise<unknown>;
}

function reactions({ ports, view, follower, send }: Replica): Part {
  return createReactor<QueueRequest>({
    service: 'queue',
    sources: ['task-manager'],
    ports,
    follower,
    react: (event) =>
      reactInQueue(event, view).map((command) => ({
        command,
        correlationId: event.metadata.correlationId,
      })),
    send,
  });
}

/** Looks at a line again when the back-off of one of its entries is over. */
function backOffs({ ports, view, follower, send }: Replica): Part {
  return createDueRunner<QueueRequest>({
    clock: ports.clock,
    follower,
    due: () =>
      [...view.backingOff()].map(({ notBefore, stream, revision, data }) => ({
        at: notBefore,
        commandId: `${stream}/${revision}/due`,
        correlationId: data.workflowId,
        command: { type: 'Look', lineId: data.lineId },
      })),
    send: ({ command, commandId, correlationId }) =>
      send(command, { commandId, correlationId, causationId: commandId }),
    onFailure: toLog(ports),
  });
}

function sweep({ ports, view, follower, send }: Replica): Part {
  return createSweep({
    clock: ports.clock,
    sweep: async () => {
      const position = follower.position();
      for (const [index, found] of reconcile(view, ports.clock.now()).entries()) {
        const { command, correlationId } = found;
        const commandId = `sweep/${position}/${index}`;
        await send(command, { commandId, correlationId, causationId: commandId });
      }
    },
    onFailure: toLog(ports),
  });
}

function toLog({ log }: ServicePorts): (error: unknown) => void {
  return (error) => log.error(`queue: ${messageOf(error)}`);
}

import { streams } from '@atms/contracts';
import { createLogFollower, messageOf } from '@atms/eventsourcing';
import {
  createAggregate,
  createDueRunner,
  createReactor,
  createSweep,
  type Part,
  type Service,
  type ServicePorts,
  serviceOf,
} from '@atms/platform/service';
import { type QueueContext, type QueueEnvelope, serveQueueCommands } from './api/commands.ts';
import { createLineDecider } from './domain/line.ts';
import { plainLine } from './domain/plain-line.ts';
import { type LineSettings, queueEventTypes } from './domain/line-messages.ts';
import { type QueueRequest, reactInQueue, reconcile } from './processes/queue-process.ts';
import { createQueueView } from './projections/queue-view.ts';

export interface QueueOptions {
  readonly ports: ServicePorts;
  readonly settings: LineSettings;
  /** False: only commands are answered; nothing is queued, made ready or swept. */
  readonly act?: boolean;
}

/** What may run now, in which order. */
export function createQueue({ ports, settings, act = true }: QueueOptions): Service {
  const view = createQueueView();
  const follower = createLogFollower({
    ...ports,
    name: 'queue',
    views: [view],
    onFailure: ports.onFatal,
  });
  const line = createAggregate(ports, {
    decider: createLineDecider(settings),
    types: queueEventTypes,
    plain: plainLine,
    // A line keeps every end that it was told of.
    cachedStreams: 500,
  });
  const send = ({ lineId, ...command }: QueueRequest, envelope: QueueEnvelope) => {
    const moment = { at: ports.clock.now(), pauses: view.pauses() };
    return line({ ...envelope, stream: streams.queue(lineId), command: { ...command, ...moment } });
  };
  const replica = { ports, view, follower, send };
  const acting = [reactions(replica), backOffs(replica), sweep(replica)];
  return serviceOf('queue', [
    { load: follower.start, start: follower.start, stop: follower.close },
    serveQueueCommands(replica),
    ...(act ? acting : []),
  ]);
}

function reactions({ ports, view, follower, send }: QueueContext): Part {
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
function backOffs({ ports, view, follower, send }: QueueContext): Part {
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

function sweep({ ports, view, follower, send }: QueueContext): Part {
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

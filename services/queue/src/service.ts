import { streams } from '@atms/contracts';
import { createLogFollower, messageOf } from '@atms/eventsourcing';
import {
  createAggregate,
  createDueRunner,
  createReactor,
  createSweep,
  type Envelope,
  type Service,
  type ServicePorts,
  serviceOf,
} from '@atms/platform/service';
import { createLineDecider, type LineSettings, queueEventTypes } from './domain/line.ts';
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
  const send = (request: QueueRequest, envelope: Envelope) => {
    const { lineId, ...command } = request;
    const moment = {
      at: ports.clock.now(),
      pausedWorkflows: view.pausedWorkflows(),
      pausedTasks: view.pausedTasks(),
    };
    return line({ ...envelope, stream: streams.queue(lineId), command: { ...command, ...moment } });
  };
  const onFailure = (error: unknown) => ports.log.error(`queue: ${messageOf(error)}`);

  return serviceOf('queue', [
    { start: follower.start, stop: follower.close },
    createReactor<QueueRequest>({
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
    }),
    createDueRunner<QueueRequest>({
      clock: ports.clock,
      follower,
      due: () => backingOff(view),
      send: (due) => send(due.command, { ...due, causationId: due.commandId }),
      onFailure,
    }),
    createSweep({
      clock: ports.clock,
      onFailure,
      sweep: async () => {
        const position = follower.position();
        for (const [index, one] of reconcile(view, ports.clock.now()).entries()) {
          const commandId = `sweep/${position}/${index}`;
          await send(one, { commandId, correlationId: one.lineId, causationId: commandId });
        }
      },
    }),
  ]);
}

function backingOff(view: QueueView) {
  return [...view.entries()].flatMap(({ data, stream, revision, ready }) =>
    ready || data.notBefore === undefined
      ? []
      : [
          {
            at: data.notBefore,
            commandId: `${stream}/${revision}/due`,
            correlationId: data.workflowId,
            command: { type: 'Look' as const, lineId: data.lineId },
          },
        ],
  );
}

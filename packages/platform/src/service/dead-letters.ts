/** What a consumer gave up on: recorded in the log before it is taken off the bus, redriven on a person's word. */
import { durableName, type EventData, type EventOf, type ServiceName, streams } from '@atms/contracts';
import {
  accept,
  type DeadLetter,
  type Decider,
  messageOf,
  type RecordedEvent,
  reject,
  type Rejection,
  unreachable,
} from '@atms/eventsourcing';
import { createAggregate } from './aggregate.ts';
import { serveCommand } from './serve-command.ts';
import type { ServicePorts } from './service-ports.ts';

const types = ['deadletter.recorded', 'deadletter.redriven'] as const;
type DeadLetterEvent = EventOf<(typeof types)[number]>;
type DeadLetterCommand =
  | { readonly type: 'Record'; readonly letter: EventData<'deadletter.recorded'> }
  | { readonly type: 'Redrive'; readonly letter: EventData<'deadletter.redriven'> };
interface DeadLetterState {
  readonly open: boolean;
}

export const deadLetterDecider: Decider<
  DeadLetterCommand,
  DeadLetterState,
  DeadLetterEvent,
  Rejection
> = {
  initialState: () => ({ open: false }),
  evolve: (_state, event) => ({ open: event.type === 'deadletter.recorded' }),
  decide: (command, state) => {
    switch (command.type) {
      case 'Record':
        return state.open ? accept() : accept({ type: 'deadletter.recorded', data: command.letter });
      case 'Redrive':
        return state.open
          ? accept({ type: 'deadletter.redriven', data: command.letter })
          : reject('dead-letter-not-open', 'This dead letter was redriven already or never existed');
      default:
        return unreachable(command);
    }
  },
};

export async function recordDeadLetter(
  ports: ServicePorts,
  letter: DeadLetter & { readonly consumer: string },
): Promise<void> {
  const { event, consumer } = letter;
  ports.log.error(`gave up on ${event.type} at ${consumer}: ${letter.error}`, {
    eventId: event.eventId,
    position: event.position,
  });
  const stream = streams.deadLetter(consumer, event.eventId);
  await createAggregate(ports, { decider: deadLetterDecider, types })({
    stream,
    commandId: `${stream}/${event.position}/${ports.clock.now()}`,
    correlationId: event.metadata.correlationId,
    causationId: event.eventId,
    command: { type: 'Record', letter: toRecorded(letter) },
  });
}

function toRecorded(
  letter: DeadLetter & { readonly consumer: string },
): EventData<'deadletter.recorded'> {
  const { event } = letter;
  return {
    consumer: letter.consumer,
    eventId: event.eventId,
    eventType: event.type,
    position: event.position,
    deliveries: letter.deliveries,
    error: letter.error.slice(0, 4_000),
    ...idsOf(event.data),
  };
}

function idsOf(data: unknown): { readonly workflowId?: string; readonly taskId?: string } {
  if (typeof data !== 'object' || data === null) return {};
  const workflowId = 'workflowId' in data ? data.workflowId : undefined;
  const taskId = 'taskId' in data ? data.taskId : undefined;
  return {
    ...(typeof workflowId === 'string' ? { workflowId } : {}),
    ...(typeof taskId === 'string' ? { taskId } : {}),
  };
}

/** `RedriveDeadLetter`: hands the event to its handler once more; only when that succeeds is it redriven. */
export function serveRedrive(options: {
  readonly service: ServiceName;
  readonly sources: readonly ServiceName[];
  readonly ports: ServicePorts;
  readonly handle: (event: RecordedEvent) => Promise<void>;
}): Promise<{ close(): Promise<void> }> {
  const { ports } = options;
  const consumers = options.sources.map((source) => durableName(options.service, source));
  return serveCommand(ports, {
    service: options.service,
    name: 'RedriveDeadLetter',
    decide: async (payload, envelope) => {
      const stream = streams.deadLetter(payload.consumer, payload.eventId);
      const recorded = (await ports.store.readStream(stream)).at(-1);
      if (recorded === undefined || !consumers.includes(payload.consumer)) {
        return reject('dead-letter-not-found', `No dead letter ${payload.eventId} here`);
      }
      const position = positionOf(recorded.data);
      const [event] = await ports.store.readAll({ after: position - 1, limit: 1 });
      if (event === undefined) return reject('event-not-found', `No event at ${position}`);
      try {
        await options.handle(event);
      } catch (error) {
        return reject('redrive-failed', `It failed again: ${messageOf(error)}`);
      }
      return createAggregate(ports, { decider: deadLetterDecider, types })({
        stream,
        ...envelope,
        correlationId: event.metadata.correlationId,
        command: { type: 'Redrive', letter: { ...payload, position } },
      });
    },
  });
}

function positionOf(data: unknown): number {
  const position =
    typeof data === 'object' && data !== null && 'position' in data ? data.position : 0;
  return typeof position === 'number' ? position : 0;
}

/** What a consumer gave up on: recorded in the log before it is taken off the bus, redriven on a person's word. */
import {
  durableName,
  type EventData,
  type EventOf,
  isEvent,
  type ServiceName,
  streams,
} from '@atms/contracts';
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
import { type CommandEnvelope, type Decided, serveCommand } from './serve-command.ts';
import type { ServicePorts } from './service-ports.ts';

const types = ['deadletter.recorded', 'deadletter.redriven'] as const;
type DeadLetterEvent = EventOf<(typeof types)[number]>;
type DeadLetterCommand =
  | { readonly type: 'Record'; readonly letter: EventData<'deadletter.recorded'> }
  | { readonly type: 'Redrive'; readonly letter: EventData<'deadletter.redriven'> };
interface DeadLetterState {
  readonly open: boolean;
}

/** A letter is recorded once until it is redriven; what fails again after that is recorded again. */
const deadLetterDecider: Decider<DeadLetterCommand, DeadLetterState, DeadLetterEvent, Rejection> = {
  initialState: () => ({ open: false }),
  evolve: (_state, event) => ({ open: event.type === 'deadletter.recorded' }),
  decide: (command, state) => {
    switch (command.type) {
      case 'Record':
        return state.open
          ? accept()
          : accept({ type: 'deadletter.recorded', data: command.letter });
      case 'Redrive':
        return state.open
          ? accept({ type: 'deadletter.redriven', data: command.letter })
          : reject('dead-letter-not-open', 'This dead letter was redriven already');
      default:
        return unreachable(command);
    }
  },
};

function deadLetters(ports: ServicePorts) {
  return createAggregate(ports, { decider: deadLetterDecider, types });
}

/** Resolves once the letter stands in the log. */
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
  await deadLetters(ports)({
    stream,
    // The time tells a failure after a redrive from the one before it.
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
    ...keysOf(event.data),
  };
}

type Keys = Pick<EventData<'deadletter.recorded'>, 'workflowId' | 'taskId' | 'attempt'>;

/** What the event was about, as far as it says so: it may be of a type that this version does not know. */
function keysOf(data: unknown): Keys {
  if (typeof data !== 'object' || data === null) return {};
  const workflowId = 'workflowId' in data ? data.workflowId : undefined;
  const taskId = 'taskId' in data ? data.taskId : undefined;
  const attempt = 'attempt' in data ? data.attempt : undefined;
  return {
    ...(typeof workflowId === 'string' ? { workflowId } : {}),
    ...(typeof taskId === 'string' ? { taskId } : {}),
    ...(typeof attempt === 'number' && Number.isInteger(attempt) ? { attempt } : {}),
  };
}

export interface RedriveOptions {
  readonly service: ServiceName;
  readonly sources: readonly ServiceName[];
  readonly ports: ServicePorts;
  readonly handle: (event: RecordedEvent) => Promise<void>;
}

/** `RedriveDeadLetter`: hands the event to its handler once more; only when that succeeds is it redriven. */
export function serveRedrive(options: RedriveOptions): Promise<{ close(): Promise<void> }> {
  return serveCommand(options.ports, {
    service: options.service,
    name: 'RedriveDeadLetter',
    decide: (payload, envelope) => redrive(options, payload, envelope),
  });
}

async function redrive(
  options: RedriveOptions,
  asked: { readonly consumer: string; readonly eventId: string; readonly by: string },
  envelope: CommandEnvelope,
): Promise<Decided> {
  const { ports } = options;
  const stream = streams.deadLetter(asked.consumer, asked.eventId);
  const last = (await ports.store.readStream(stream)).at(-1);
  if (!isOurs(options, asked.consumer) || last === undefined || !isEvent(last, ...types)) {
    return reject('dead-letter-not-found', `No dead letter ${asked.eventId} of ${asked.consumer}`);
  }
  const { position } = last.data;
  const refusal =
    last.type === 'deadletter.recorded' ? await handleAgain(options, last.data) : undefined;
  if (refusal !== undefined) return refusal;
  return deadLetters(ports)({
    ...envelope,
    stream,
    correlationId: last.metadata.correlationId,
    command: { type: 'Redrive', letter: { ...asked, position } },
  });
}

function isOurs({ service, sources }: RedriveOptions, consumer: string): boolean {
  return sources.some((source) => durableName(service, source) === consumer);
}

/** @returns why the letter stays open; undefined when its handler has taken the event. */
async function handleAgain(
  { ports, handle }: RedriveOptions,
  { eventId, position }: EventData<'deadletter.recorded'>,
): Promise<Decided | undefined> {
  const [event] = await ports.store.readAll({ after: position - 1, limit: 1 });
  if (event?.eventId !== eventId) {
    return reject('event-not-found', `The log has no event ${eventId} at position ${position}`);
  }
  try {
    await handle(event);
    return undefined;
  } catch (error) {
    return reject('redrive-failed', `It failed again: ${messageOf(error)}`);
  }
}

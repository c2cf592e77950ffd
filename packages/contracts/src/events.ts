import type { z } from 'zod';
import { agentEvents } from './agent-events.ts';
import { approvalEvents } from './approval-events.ts';
import { deadLetterEvents } from './dead-letter-events.ts';
import type { EventDefinition, ServiceName } from './event-definition.ts';
import { executionEvents } from './execution-events.ts';
import { queueEvents } from './queue-events.ts';
import { taskEvents } from './task-events.ts';
import { mergeEvents, validationEvents } from './validation-events.ts';
import { workflowEvents } from './workflow-events.ts';

/** Every event type of ATMS. The key is the type, and the type is the subject. */
export const eventDefinitions = {
  ...workflowEvents,
  ...taskEvents,
  ...approvalEvents,
  ...queueEvents,
  ...agentEvents,
  ...executionEvents,
  ...validationEvents,
  ...mergeEvents,
  ...deadLetterEvents,
};

export type EventType = keyof typeof eventDefinitions;
export type EventData<T extends EventType> = z.infer<(typeof eventDefinitions)[T]['schema']>;
export type EventOf<T extends EventType> = {
  [K in T]: { readonly type: K; readonly data: EventData<K> };
}[T];
export type AtmsEvent = EventOf<EventType>;

export const eventTypes: readonly string[] = Object.keys(eventDefinitions);

export function isEventType(type: string): type is EventType {
  return Object.hasOwn(eventDefinitions, type);
}

export function eventDefinition(type: EventType): EventDefinition<unknown> {
  return eventDefinitions[type];
}

export function ownerOf(type: EventType): ServiceName {
  return eventDefinitions[type].owner;
}

/** Narrows a recorded event by its type; unknown types and keys are tolerated by readers. */
export function isEvent<T extends EventType>(
  event: { readonly type: string; readonly data: unknown },
  ...types: readonly T[]
): event is EventOf<T> {
  // Asked of every event by every view, so without a function for each type.
  for (const type of types) if (type === event.type) return true;
  return false;
}

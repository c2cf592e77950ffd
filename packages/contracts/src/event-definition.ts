import type { z } from 'zod';

/** The six services; an event's owner is the service that appends it. */
export const services = [
  'task-manager',
  'queue',
  'agent-coordinator',
  'executor',
  'quality-gateway',
  'monitoring',
] as const;
export type ServiceName = (typeof services)[number];

/** One event type: its subject is its name; `data` is refused at the append when it does not fit `schema`. */
export interface EventDefinition<Data> {
  readonly owner: ServiceName;
  readonly schema: z.ZodType<Data>;
}

export function ownedBy(owner: ServiceName) {
  return <Data>(schema: z.ZodType<Data>): EventDefinition<Data> => ({ owner, schema });
}

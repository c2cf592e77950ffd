import { z } from 'zod';
import { ownedBy } from './event-definition.ts';
import { attemptNumber, id, text } from './values.ts';

/** Appended by the service that gave up; published by monitoring's relay alone. References, never copies. */
const monitoring = ownedBy('monitoring');
const letter = { consumer: id, eventId: id };

export const deadLetterEvents = {
  'deadletter.recorded': monitoring(
    z.object({
      ...letter,
      eventType: z.string(),
      position: z.number(),
      deliveries: z.int().min(1),
      error: text,
      workflowId: z.exactOptional(id),
      taskId: z.exactOptional(id),
      attempt: z.exactOptional(attemptNumber),
    }),
  ),
  'deadletter.redriven': monitoring(z.object({ ...letter, position: z.number(), by: z.string() })),
};

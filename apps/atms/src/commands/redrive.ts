import { personName, withClient } from '../command-context.ts';
import type { CommandContext } from '../command-context.ts';
import { sayDecided } from './say-decided.ts';

export interface Letter {
  readonly consumer: string;
  readonly eventId: string;
}

/** Hands an event that a service gave up on to its handler once more. */
export function redrive(context: CommandContext, { consumer, eventId }: Letter): Promise<number> {
  return withClient(context, async (client) => {
    await client.post('RedriveDeadLetter', { consumer, eventId, by: personName() });
    return sayDecided(context, `${consumer} has handled ${eventId}`, { consumer, eventId });
  });
}

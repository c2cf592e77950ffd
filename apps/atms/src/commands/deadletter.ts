import { AtmsError } from '@atms/eventsourcing';
import type { DeadLetterDetail } from '@atms/monitoring';
import type { AtmsClient } from '../client.ts';
import { personName, withClient } from '../command-context.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { deadLettersText } from '../render/dead-letter-text.ts';
import { asCalled } from '../run/finish.ts';
import { nobodyWorks } from '../run/nobody-works.ts';
import { oneLine } from '../terminal.ts';
import { sayDecided } from './say-decided.ts';

interface DeadLetters {
  readonly deadLetters: readonly DeadLetterDetail[];
}

export function listDeadLetters(context: CommandContext, all: boolean): Promise<number> {
  return withClient(context, async (client) => {
    const found = await client.get<DeadLetters>(`/api/deadletters?redriven=${all}`);
    const { terminal, colours, json } = context;
    const called = (command: string) => asCalled(command, context);
    terminal.out(json ? JSON.stringify(found) : deadLettersText(found, { colours, called }));
    return exitCodes.done;
  });
}

export interface Letter {
  readonly consumer: string;
  /** The event's id, or the beginning of it. */
  readonly eventId: string;
}

/** Hands an event that a service gave up on to its handler once more. */
export function redrive(context: CommandContext, letter: Letter): Promise<number> {
  return withClient(context, async (client, { isServed }) => {
    const { consumer, eventId } = await findLetter(client, letter);
    await client
      .post('RedriveDeadLetter', { consumer, eventId, by: personName() })
      .catch((error: unknown) => {
        throw isServed ? error : nobodyWorks(error, context);
      });
    return sayDecided(context, `${consumer} has handled ${eventId}`, { consumer, eventId });
  });
}

/** Exactly the one that was named, or the only one that begins like it. */
async function findLetter(client: AtmsClient, { consumer, eventId }: Letter): Promise<Letter> {
  const { deadLetters } = await client.get<DeadLetters>('/api/deadletters?redriven=true');
  const begun = deadLetters.filter(
    (one) =>
      one.consumer === consumer && one.eventId.toLowerCase().startsWith(eventId.toLowerCase()),
  );
  const [found, another] = begun;
  if (found !== undefined && another === undefined) return found;
  const candidates = (found === undefined ? deadLetters : begun).map(
    (one) => `${one.consumer} ${one.eventId}`,
  );
  if (found !== undefined) {
    const message = `'${eventId}' may mean more than one message: ${candidates.join(', ')}`;
    throw new AtmsError('ambiguous-reference', oneLine(message), { fields: { candidates } });
  }
  const there = candidates.length === 0 ? 'There is none' : `There are: ${candidates.join(', ')}`;
  const message = `${consumer} gave up on no event '${eventId}'. ${there}`;
  throw new AtmsError('dead-letter-not-found', oneLine(message));
}

/**
 * The connection of a command that looks on for a while: `watch`, `tail`, `monitor`.
 *
 * Owns: the address of the process that works here, as long as it answers.
 *
 * 1. The data directory is held for one question at most: whoever wants to work gets it.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { hasCode } from '@atms/eventsourcing';
import { findLiveServer } from '@atms/platform/http';
import type { ServerAddress } from '@atms/platform/http';
import type { AtmsClient } from '../client.ts';
import { withClient } from '../command-context.ts';
import type { CommandContext } from '../command-context.ts';
import { findUsedHome } from '../data-directory.ts';
import { clientOf } from '../open-client.ts';

export interface Looking {
  /** Asks the process that works here; where none does, what stands in the data directory. */
  ask<Answer>(question: (client: AtmsClient) => Promise<Answer>): Promise<Answer>;
  /** The process that works here now. */
  holder(): Promise<ServerAddress | undefined>;
  /** Resolves when some process works here, or when it is stopped. */
  untilServed(stopping: AbortSignal): Promise<void>;
}

const lookEveryMs = 500;

/** @throws AtmsError `not-found` where nothing was ever run. */
export async function openLooking(context: CommandContext): Promise<Looking> {
  const { dataDirectory } = await findUsedHome(context);
  let known: ServerAddress | undefined;
  const holder = async () => (known ??= await findLiveServer(dataDirectory));
  return {
    holder,
    async ask(question) {
      const server = await holder();
      if (server === undefined) return withClient(context, question);
      try {
        return await question(clientOf(server));
      } catch (error) {
        if (!hasCode(error, 'unavailable')) throw error;
        // It has ended meanwhile; perhaps another one has taken its place.
        known = undefined;
        return withClient(context, question);
      }
    },
    async untilServed(stopping) {
      while (!stopping.aborted && (await holder()) === undefined) {
        await wait(lookEveryMs, undefined, { signal: stopping }).catch(() => undefined);
      }
    },
  };
}

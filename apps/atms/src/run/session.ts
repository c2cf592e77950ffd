/**
 * The connection of one run to ATMS, whichever process carries the work out.
 *
 * Owns: the access that is open now. When the process that held the data directory has ended, this one takes its place,
 * so a workflow that two terminals wanted goes on with the one that is left.
 */
import { hasCode } from '@atms/eventsourcing';
import type { AtmsClient } from '../client.ts';
import { openClient } from '../open-client.ts';
import type { Access, OpenClientOptions } from '../open-client.ts';

export interface Session {
  /** Asks, and asks once more when the process that was asked has ended and another one has taken its place. */
  ask<Answer>(question: (client: AtmsClient) => Promise<Answer>): Promise<Answer>;
  /** The other process that carries the work out; undefined when this one does. */
  holderPid(): number | undefined;
  close(): Promise<void>;
}

export interface SessionOptions extends OpenClientOptions {
  /** Told when this process goes on with what another one did. */
  readonly onTakeOver: (pid: number) => void;
}

export async function openSession(options: SessionOptions): Promise<Session> {
  let access: Access = await openClient(options);
  return {
    async ask(question) {
      for (;;) {
        try {
          return await question(access.client);
        } catch (error) {
          if (access.holder === undefined || !hasCode(error, 'unavailable')) throw error;
          access = await takeOver(options, access.holder.pid);
        }
      }
    },
    holderPid: () => access.holder?.pid,
    close: () => access.close(),
  };
}

async function takeOver(options: SessionOptions, pid: number): Promise<Access> {
  const access = await openClient(options);
  if (access.holder === undefined) options.onTakeOver(pid);
  return access;
}

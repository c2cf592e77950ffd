/**
 * The connection of one run to ATMS, whichever process carries the work out.
 *
 * Owns: the access that is open now. When the process that held the data directory has ended, `reopen` takes its place,
 * so a workflow that two terminals wanted goes on with the one that is left.
 */
import type { AtmsClient } from '../client.ts';
import { openClient } from '../open-client.ts';
import type { Access, OpenClientOptions } from '../open-client.ts';

export interface Session {
  client(): AtmsClient;
  /** The other process that carries the work out; undefined when this one does. */
  holderPid(): number | undefined;
  reopen(): Promise<void>;
  close(): Promise<void>;
}

export async function openSession(options: OpenClientOptions): Promise<Session> {
  let access: Access = await openClient(options);
  return {
    client: () => access.client,
    holderPid: () => access.holder?.pid,
    async reopen() {
      await access.close();
      access = await openClient(options);
    },
    close: () => access.close(),
  };
}

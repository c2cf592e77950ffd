import type { Socket } from 'node:net';

/** What a route may know of the connection that it answers; nothing of it is there for a request within the process. */
export interface Connection {
  readonly outgoing?: { readonly socket: Socket | null };
  /** Aborted when the server ends: what would go on for ever ends too. */
  readonly closing?: AbortSignal;
}

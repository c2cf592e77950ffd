import type { Readable } from 'node:stream';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';

const QUIET_MS = 100;
const MAX_ROUNDS = 10;

/**
 * Waits until everything that processes now dead wrote into a pipe has been read from it, and closes it.
 *
 * Mostly the pipe closes by itself. Somebody who escaped the sweep may hold it open, though; as all that we wait for is
 * in the pipe already, a turn of the event loop that brings nothing tells the end.
 */
export async function drain(stream: Readable | null): Promise<void> {
  if (!stream || stream.closed) return;
  const closed = new Promise((resolve) => stream.once('close', resolve));
  let heard = true;
  stream.on('data', () => (heard = true));
  for (let round = 0; heard && !stream.closed && round < MAX_ROUNDS; round += 1) {
    heard = false;
    await Promise.race([closed, pause(QUIET_MS)]);
    await nextTurn();
  }
  stream.destroy();
}

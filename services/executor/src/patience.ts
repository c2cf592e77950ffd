/** Waiting before something is tried again. */
import { type Clock, hasCode } from '@atms/eventsourcing';

const firstMs = 500;
const longestMs = 30_000;

/** Whether another try may well go better, because somebody was away or was first. */
export function passesByItself(error: unknown): boolean {
  return hasCode(error, 'unavailable') || hasCode(error, 'revision-conflict');
}

/** Resolves after a wait that doubles with each failure, up to half a minute; at once when the signal says stop. */
export function backOff(clock: Clock, failures: number, signal: AbortSignal): Promise<void> {
  const waitMs = Math.min(longestMs, firstMs * 2 ** (failures - 1));
  return new Promise((resolve) => {
    const stop = () => {
      cancel();
      signal.removeEventListener('abort', stop);
      resolve();
    };
    const cancel = clock.after(waitMs, stop);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
  });
}

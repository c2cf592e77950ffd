/**
 * Who waits for a line's turn, so that all of them can be told what holds the line up.
 *
 * Owns: the attempts of this process on their way to each line. Nobody relies on it: what it says are signals.
 */
import type { SignalPayload } from '@atms/contracts';
import type { Signals } from '@atms/eventsourcing';

type Waiting = SignalPayload<'progress.waiting'>;
type Key = Omit<Waiting, 'checkout'>;

export interface LineWaits {
  /** The attempt counts as waiting for the line while `act` runs. */
  during<T>(lineId: string, key: Key, act: () => Promise<T>): Promise<T>;
  tell(lineId: string, key: Key, checkout: Waiting['checkout']): void;
}

export function createLineWaits(signals: Signals): LineWaits {
  const lines = new Map<string, Set<Key>>();
  const on = (lineId: string) => lines.get(lineId) ?? new Set();
  const say = ({ workflowId, taskId, attempt }: Key, checkout: Waiting['checkout']) =>
    signals.publish('progress.waiting', { workflowId, taskId, attempt, checkout });
  return {
    async during(lineId, key, act) {
      lines.set(lineId, on(lineId).add(key));
      try {
        return await act();
      } finally {
        on(lineId).delete(key);
        if (on(lineId).size === 0) lines.delete(lineId);
      }
    },
    tell(lineId, key, checkout) {
      const isSame = (one: Key) => one.taskId === key.taskId && one.attempt === key.attempt;
      for (const one of on(lineId)) if (!isSame(one)) say(one, checkout);
      say(key, checkout);
    },
  };
}

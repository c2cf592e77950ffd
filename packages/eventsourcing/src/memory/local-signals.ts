import type { Signals } from '../ports.ts';

/**
 * Signals within one process. A listener hears in the order of publishing, after `publish` has returned;
 * one that throws harms neither the publisher nor the others.
 */
export function createLocalSignals(onFailure: (error: unknown) => void = () => {}): Signals {
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  return {
    publish(subject, payload) {
      const heard = listeners.get(subject);
      if (heard === undefined || heard.size === 0) return;
      const text = JSON.stringify(payload);
      for (const listener of heard) {
        void Promise.resolve()
          .then(() => heard.has(listener) && listener(JSON.parse(text)))
          .catch(onFailure);
      }
    },
    subscribe(subject, listener) {
      const heard = listeners.get(subject) ?? new Set();
      listeners.set(subject, heard);
      // Wrapped, so that one function may listen twice and each of the two ends on its own.
      const own = (payload: unknown) => listener(payload);
      heard.add(own);
      return () => void heard.delete(own);
    },
  };
}

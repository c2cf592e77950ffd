import type { Snapshot, Snapshots } from '@atms/eventsourcing';

/** Snapshots that live as long as the object, each of which is said to take so many bytes. */
export function createMemorySnapshots(every: number, bytes = 0): Snapshots {
  const kept = new Map<string, Snapshot>();
  return {
    every,
    load: async (name) => structuredClone(kept.get(name)),
    async save(name, snapshot) {
      kept.set(name, structuredClone(snapshot));
      return bytes;
    },
  };
}

/**
 * Folded state that was put away, so that a start need not fold again what was folded before. Ignorable at any time:
 * what is not there, or was made by other code, is folded from the log.
 */
export interface Snapshots {
  /** How many events are worth a snapshot, at least. */
  readonly every: number;
  /** Undefined when there is none of that name, or none that this code has made. */
  load(name: string): Promise<Snapshot | undefined>;
  /** Takes the state as it is when this is called. The snapshot before it is replaced. @returns its size in bytes */
  save(name: string, snapshot: Snapshot): Promise<number>;
}

export interface Snapshot {
  /** Where the last event stands that the state holds: of a view its position, of a stream its revision. */
  readonly place: number;
  /** Plain values, Maps and Sets. An object that stands in it twice comes back as one object. */
  readonly state: unknown;
}

/** About what an event takes in the log. */
const bytesPerEvent = 500;

/** After how many events the next one is due: a large one is taken seldom, so that no more is put away than is logged. */
export function eventsUntilNext({ every }: Snapshots, bytes: number): number {
  return Math.max(every, bytes / bytesPerEvent);
}

/** For whoever folds everything at each start. */
export const noSnapshots: Snapshots = {
  every: Number.POSITIVE_INFINITY,
  load: async () => undefined,
  save: async () => 0,
};

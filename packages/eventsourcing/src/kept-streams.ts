/** Snapshots of streams that grow long: who asks about one of them folds what came since. */
import type { FoldedStream } from './folded-stream.ts';
import { eventsUntilNext, type Snapshots } from './snapshots.ts';

export interface KeptStreams<State> {
  readonly snapshots: Snapshots;
  /** Makes plain values, Maps and Sets of a state that is more than these. */
  readonly toPlain: (state: State) => unknown;
  /** The same state again, of what `toPlain` made. */
  readonly fromPlain: (plain: unknown) => State;
}

interface Plain<Event> {
  readonly state: unknown;
  readonly position: number;
  readonly recent: Map<string, Event[]>;
}

export async function loadStream<State, Event>(
  kept: KeptStreams<State> | undefined,
  stream: string,
): Promise<FoldedStream<State, Event> | undefined> {
  const snapshot = await kept?.snapshots.load(nameOf(stream));
  if (kept === undefined || snapshot === undefined) return undefined;
  // Its name leads to nothing but what `saveStream` of the same code wrote.
  const { state, position, recent } = snapshot.state as Plain<Event>;
  const { place } = snapshot;
  const nextKept = place + kept.snapshots.every;
  return { state: kept.fromPlain(state), revision: place, position, recent, nextKept };
}

/** Before the commands of the batch are answered: whoever hears of them finds the snapshot as it will stay. */
export async function saveStream<State, Event>(
  kept: KeptStreams<State> | undefined,
  stream: string,
  folded: FoldedStream<State, Event>,
): Promise<void> {
  const { revision, position, recent } = folded;
  if (kept === undefined || revision < (folded.nextKept ?? kept.snapshots.every)) return;
  const state: Plain<Event> = { state: kept.toPlain(folded.state), position, recent };
  const bytes = await kept.snapshots.save(nameOf(stream), { place: revision, state });
  folded.nextKept = revision + eventsUntilNext(kept.snapshots, bytes);
}

function nameOf(stream: string): string {
  return `stream/${stream}`;
}

import type { RecordedEvent } from './event.ts';

/** One change of a read model, returned by a projection and carried out by the runner. */
export type RowChange =
  | { readonly kind: 'upsert'; readonly table: string; readonly row: Row }
  | { readonly kind: 'update'; readonly table: string; readonly key: Row; readonly set: Row }
  | { readonly kind: 'append'; readonly table: string; readonly row: Row };

export type Row = Readonly<Record<string, string | number | null>>;

/** Event → row changes. Pure, no clock: the time is the event's. A new `version` is built from the start. */
export interface Projection {
  readonly name: string;
  readonly version: number;
  readonly project: (event: RecordedEvent) => readonly RowChange[];
}

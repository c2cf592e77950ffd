import type { RecordedEvent } from './event.ts';
import type { EventStore } from './event-store.ts';

/** What a column holds; with a question mark it may be null. Flags are integers 0 and 1. */
export type ColumnType = 'text' | 'integer' | 'real' | 'text?' | 'integer?' | 'real?';

/** One table of a read model, in no vendor's words. `key`: the columns that name a row. */
export interface TableDefinition {
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnType>>;
  readonly key: readonly string[];
  readonly indexes?: readonly (readonly string[])[];
}

type ColumnValue<Type extends ColumnType> = Type extends `${infer Base}?`
  ? ValueOf<Base> | null
  : ValueOf<Type>;
type ValueOf<Base> = Base extends 'text' ? string : number;

export type RowOf<Table extends TableDefinition> = {
  readonly [Column in keyof Table['columns']]: ColumnValue<Table['columns'][Column]>;
};

export type Row = Readonly<Record<string, string | number | null>>;

/**
 * One change of a read model, returned by a projection and carried out by the runner.
 *
 * - `append`: a new row; a row with the same key that is there already stays as it is.
 * - `upsert`: a new row, or the named columns of the row with the same key.
 * - `update`: the columns `set` of every row whose columns equal `key` (null equals null) and whose columns
 *   named in `atMost` are not above the given values; no such row, no change.
 */
export type RowChange =
  | { readonly kind: 'append'; readonly table: string; readonly row: Row }
  | { readonly kind: 'upsert'; readonly table: string; readonly row: Row }
  | {
      readonly kind: 'update';
      readonly table: string;
      readonly key: Row;
      readonly set: Row;
      readonly atMost?: Row;
    };

/** Event → row changes. Pure, no clock: the time is the event's. A new `version` gets new tables and reads from the start. */
export interface Projection {
  readonly name: string;
  readonly version: number;
  readonly tables: readonly TableDefinition[];
  readonly project: (event: RecordedEvent) => readonly RowChange[];
}

export interface ProjectionRunOptions {
  readonly projection: Projection;
  readonly store: EventStore;
  /** The run has ended: a projection that cannot take an event in is a bug. */
  readonly onFailure: (error: unknown) => void;
}

/** One replica's run of a projection. Several over the same tables never write an event's changes twice. */
export interface ProjectionRun {
  /** The tables hold every event up to here. */
  position(): number;
  /** Resolves once `position()` is at least `position`; rejects when the run has failed. */
  reached(position: number): Promise<void>;
  onAdvance(listener: (position: number) => void): () => void;
  /** Takes in no more events and waits for the batch under way. */
  close(): Promise<void>;
}

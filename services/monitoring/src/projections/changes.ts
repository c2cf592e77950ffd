import { type EventData, type EventType, isEventType } from '@atms/contracts';
import type { RecordedEvent, Row, RowChange, RowOf, TableDefinition } from '@atms/eventsourcing';

/** Row changes of one table, checked against its columns. */
export interface Changes<Table extends TableDefinition> {
  /** A row that is there already stays as it is. */
  append(row: RowOf<Table>): RowChange;
  upsert(row: RowOf<Table>): RowChange;
  /** Changes the rows that equal `key` and whose columns are not above `atMost`. */
  update(
    key: Partial<RowOf<Table>>,
    set: Partial<RowOf<Table>>,
    atMost?: Partial<RowOf<Table>>,
  ): RowChange;
}

export function changesOf<Table extends TableDefinition>({ name: table }: Table): Changes<Table> {
  return {
    append: (row) => ({ kind: 'append', table, row }),
    upsert: (row) => ({ kind: 'upsert', table, row }),
    update: (key, set, atMost = {}) => ({
      kind: 'update',
      table,
      key: key as Row,
      set: set as Row,
      atMost: atMost as Row,
    }),
  };
}

/** What each event type does to the tables; a type that is not named does nothing. */
export type Handlers = {
  readonly [T in EventType]?: (data: EventData<T>, event: RecordedEvent) => readonly RowChange[];
};

type AnyHandler = (data: unknown, event: RecordedEvent) => readonly RowChange[];

/** Types that this version does not know are passed over; the data of the others was checked at the append. */
export function handledBy(handlers: Handlers): (event: RecordedEvent) => readonly RowChange[] {
  return (event) => {
    const handler = isEventType(event.type) ? handlers[event.type] : undefined;
    return (handler as AnyHandler | undefined)?.(event.data, event) ?? [];
  };
}
